/* SPDX-License-Identifier: MIT */
#include "convert/mime/report.h"

#include "convert/mime/address.h"
#include "convert/mime/header.h"

#include <string.h>

/* --- kinds, by the end of the class ----------------------------------------------------------- */

typedef struct {
    const char *suffix;
    OxReportKind kind;
    const char *action; /* RFC 3464 2.3.3, or the disposition, RFC 8098 3.2.6 */
    const char *status; /* where no code is stored: the specification has none for success */
} Class;

/* Longer suffixes first. */
static const Class classes[] = {
    { ".expanded.dr", OX_REPORT_DELIVERY, "expanded", "2.0.0" },
    { ".relayed.dr", OX_REPORT_DELIVERY, "relayed", "2.0.0" },
    { ".delayed.dr", OX_REPORT_DELIVERY, "delayed", "4.0.0" },
    { ".dr", OX_REPORT_DELIVERY, "delivered", "2.0.0" },
    { ".ndr", OX_REPORT_DELIVERY, "failed", NULL },
    { ".ipnrn", OX_REPORT_DISPOSITION, "displayed", NULL },
    { ".ipnnrn", OX_REPORT_DISPOSITION, "deleted", NULL },
};

static const Class *
find_class (OxMessage *message)
{
    g_autofree char *klass = g_ascii_strdown (ox_message_get_class (message), -1);
    if (!g_str_has_prefix (klass, "report."))
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
        if (g_str_has_suffix (klass, classes[i].suffix))
            return &classes[i];
    return NULL;
}

OxReportKind
ox_report_kind (OxMessage *message)
{
    const Class *found = find_class (message);
    return found != NULL ? found->kind : OX_REPORT_NONE;
}

const char *
ox_report_type (OxReportKind kind)
{
    return kind == OX_REPORT_DELIVERY ? ";\r\n report-type=delivery-status"
                                      : ";\r\n report-type=disposition-notification";
}

const char *
ox_report_part_type (OxReportKind kind)
{
    return kind == OX_REPORT_DELIVERY ? "message/delivery-status"
                                      : "message/disposition-notification";
}

/* --- delivery status ----------------------------------------------------------------------------- */

/* The status by PidTagNonDeliveryReportDiagCode, where it is one of those from 0 on; 0: no entry. */
static const guint16 status_by_diagnostic[] = {
    510, 514, 445, 446, 510, 447, 530, 560, 563, 562, 560, 554, 560, 534, 560, 561, 553,
    555, 533, 562, 560, 560, 464, 464, 464, 464, 573, 446, 572, 571, 524, 561, 513, 510,
    513, 511, 510, 530, 530, 510, 516, 510, 510, 516, 0,   0,   570, 0,   512,
};
/* The status by PidTagNonDeliveryReportReasonCode, where there is no diagnostic. */
static const guint16 status_by_reason[] = { 540, 510, 565, 565, 520, 530, 443 };

static guint
status_number (OxMimeContext *c, OxProps *props)
{
    gint64 stored = ox_mime_integer (c, props, OX_TAG_NON_DELIVERY_REPORT_STATUS_CODE, 0);
    if (stored >= 100 && stored <= 999)
        return (guint) stored;
    gint64 diagnostic = ox_mime_integer (c, props, OX_TAG_NON_DELIVERY_REPORT_DIAG_CODE, -1);
    if (diagnostic >= 0) {
        guint known = diagnostic < (gint64) G_N_ELEMENTS (status_by_diagnostic)
                          ? status_by_diagnostic[diagnostic]
                          : 0;
        return known != 0 ? known : 500;
    }
    gint64 reason = ox_mime_integer (c, props, OX_TAG_NON_DELIVERY_REPORT_REASON_CODE, 0);
    return reason >= 0 && reason < (gint64) G_N_ELEMENTS (status_by_reason)
               ? status_by_reason[reason]
               : 540;
}

static gboolean
has_codes (OxProps *props)
{
    return ox_props_lookup (props, OX_TAG_NON_DELIVERY_REPORT_STATUS_CODE) != NULL
           || ox_props_lookup (props, OX_TAG_NON_DELIVERY_REPORT_DIAG_CODE) != NULL;
}

static void
add_status (OxMimeContext *c, OxProps *props, const Class *klass, GString *out)
{
    if (klass->status != NULL && !has_codes (props)) {
        ox_header_words (out, "Status", klass->status);
        return;
    }
    guint n = status_number (c, props);
    g_autofree char *text = g_strdup_printf ("%u.%u.%u", n / 100, n / 10 % 10, n % 10);
    ox_header_words (out, "Status", text);
}

/* "dns; name" or "rfc822; address". */
static void
add_typed (GString *out, const char *name, const char *type, const char *value)
{
    g_autofree char *text = g_strconcat (type, "; ", value, NULL);
    ox_header_text (out, name, text);
}

/* PidTagSupplementaryInfo often says what the other server said: "<host #5.1.1 text>". */
static void
add_supplement (OxMimeContext *c, OxProps *props, GString *out)
{
    const char *info = ox_mime_text (c, props, OX_TAG_SUPPLEMENTARY_INFO);
    if (info == NULL || *info == '\0')
        return;
    const char *hash = strchr (info, '#');
    const char *end = strrchr (info, '>');
    if (*info == '<' && hash != NULL && end != NULL && end > hash + 1) {
        g_autofree char *code = g_strndup (hash + 1, (gsize) (end - hash - 1));
        add_typed (out, "Diagnostic-Code", "smtp", code);
    }
    ox_header_text (out, "X-Supplementary-Info", info);
}

static void
add_recipient (OxMimeContext *c, OxProps *props, const Class *klass, GString *out)
{
    g_auto (OxMailbox) mailbox = { 0 };
    if (!ox_address_resolve (c, props, &ox_group_recipient, &mailbox))
        return;
    ox_mailbox_mark (c, props, &ox_group_recipient, &mailbox);
    g_string_append (out, "\r\n");
    add_typed (out, "Final-Recipient", "rfc822", mailbox.address != NULL ? mailbox.address : "");
    ox_header_words (out, "Action", klass->action);
    add_status (c, props, klass, out);
    const char *remote = ox_mime_text (c, props, OX_TAG_REMOTE_MESSAGE_TRANSFER_AGENT);
    if (remote != NULL && *remote != '\0')
        add_typed (out, "Remote-MTA", "dns", remote);
    add_supplement (c, props, out);
    if (mailbox.name != NULL)
        ox_header_text (out, "X-Display-Name", mailbox.name);
}

static void
add_delivery (OxMimeContext *c, const Class *klass, GString *out)
{
    const char *agent = ox_mime_text (c, c->props, OX_TAG_REPORTING_MESSAGE_TRANSFER_AGENT);
    add_typed (out, "Reporting-MTA", "dns", agent != NULL && *agent != '\0' ? agent : "unknown");
    for (guint i = 0; i < ox_message_get_n_recipients (c->message); i++)
        add_recipient (c, ox_recipient_get_props (ox_message_get_recipient (c->message, i)), klass,
                       out);
}

/* --- disposition ------------------------------------------------------------------------------------ */

static void
add_disposition (OxMimeContext *c, const Class *klass, GString *out)
{
    g_auto (OxMailbox) mailbox = { 0 };
    const OxAddressGroup *group = &ox_group_sender;
    if (!ox_address_resolve (c, c->props, group, &mailbox) || mailbox.address == NULL) {
        ox_mailbox_clear (&mailbox);
        group = &ox_group_sent_representing;
        ox_address_resolve (c, c->props, group, &mailbox);
    }
    ox_mailbox_mark (c, c->props, group, &mailbox);
    add_typed (out, "Final-Recipient", "rfc822", mailbox.address != NULL ? mailbox.address : "");
    const char *original = ox_mime_text (c, c->props, OX_TAG_ORIGINAL_MESSAGE_ID);
    if (original != NULL)
        ox_header_words (out, "Original-Message-ID", original);
    /* The mode is not stored; this is what the specification writes. */
    add_typed (out, "Disposition", "automatic-action/MDN-sent-automatically", klass->action);
    gsize n = 0;
    GBytes *key = ox_mime_bytes (c, c->props, OX_TAG_PARENT_KEY);
    const guint8 *data = key != NULL ? g_bytes_get_data (key, &n) : NULL;
    if (n > 0 && n < 500) {
        g_autofree char *digits = g_base64_encode (data, n);
        ox_header_words (out, "X-MSExch-Correlation-Key", digits);
    }
    if (mailbox.name != NULL)
        ox_header_text (out, "X-Display-Name", mailbox.name);
}

char *
ox_report_fields (OxMimeContext *c, OxReportKind kind)
{
    const Class *klass = find_class (c->message);
    GString *out = g_string_new (NULL);
    if (kind == OX_REPORT_DELIVERY)
        add_delivery (c, klass, out);
    else
        add_disposition (c, klass, out);
    return g_string_free (out, FALSE);
}
