/* SPDX-License-Identifier: MIT
 *
 * The table of VEVENT: which property gives which field, and how, [MS-OXCICAL] 2.1.3.1.1.20.
 */
#include "convert/ical/ical-private.h"

#include "base/civil.h"
#include "base/diag.h"
#include "base/locale.h"
#include "convert/mime/fields.h"

#include <oxcart/globalid.h>
#include <string.h>

#define STATE_MEETING 1
#define STATE_RECEIVED 2
#define STATE_CANCELED 4
#define BUSY_TENTATIVE 1
#define MOST_SUMMARY 8 /* lines */
#define MOST_NAMES 10000

/* --- plain values ----------------------------------------------------------------------------------- */

void
ox_ical_codec_text (OxIcal *x, const OxIcalRow *row)
{
    const char *text = ox_ical_text (x, row->key);
    if (ox_line_has_text (x->w, text))
        ox_line_text (x->w, row->field, text);
}

void
ox_ical_codec_number (OxIcal *x, const OxIcalRow *row)
{
    if (!ox_ical_has (x, row->key))
        return;
    g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, ox_ical_integer (x, row->key, 0));
    ox_ical_put (x->w, row->field, text);
}

void
ox_ical_codec_enum (OxIcal *x, const OxIcalRow *row)
{
    gint64 value = ox_props_get_integer (ox_ical_holder (x, row->key)->props, row->key, -1);
    guint n = g_strv_length ((char **) row->words);
    if (value < 0 || value >= n)
        return;
    ox_ical_mark (x, row->key);
    if (*row->words[value] != '\0')
        ox_ical_put (x->w, row->field, row->words[value]);
}

/* TRUE or FALSE, where it is there. */
static void
codec_boolean (OxIcal *x, const OxIcalRow *row)
{
    if (ox_ical_has (x, row->key))
        ox_ical_put (x->w, row->field, ox_ical_integer (x, row->key, 0) != 0 ? "TRUE" : "FALSE");
}

/* Of an exception only what is its own: what is ours alone need not be said once more. */
static void
codec_own (OxIcal *x, const OxIcalRow *row)
{
    gboolean is_again = x->when != NULL && x->when->exception != NULL && ox_ical_holder (x, row->key) == x->c;
    if (!is_again)
        ox_ical_codec_enum (x, row);
}

/* Only where it is so. */
static void
codec_true (OxIcal *x, const OxIcalRow *row)
{
    if (ox_ical_integer (x, row->key, 0) != 0)
        ox_ical_put (x->w, row->field, "TRUE");
}

void
ox_ical_codec_utc (OxIcal *x, const OxIcalRow *row)
{
    gint64 time;
    if (ox_ical_time (x, row->key, &time))
        ox_ical_put_utc (x->w, row->field, time);
}

/* --- identity --------------------------------------------------------------------------------------- */

/* What a component is known by: the id, and which occurrence it is. */
static char *
identity_of (const OxIcal *x, const char *uid)
{
    if (x->when == NULL || !x->when->is_instance)
        return g_strdup (uid);
    g_autofree char *time = ox_ical_format_time (x->when->original, FALSE);
    return g_strconcat (uid, "\n", time, NULL);
}

/* Another id, from the content; of copies that do not differ in that either, from their number too. */
static char *
other_uid (const OxIcal *x, const char *uid)
{
    g_autofree char *digest = ox_message_digest (x->c->message);
    char *other = g_strdup_printf ("%s-%.12s", uid, digest);
    g_autofree char *identity = identity_of (x, other);
    if (!g_hash_table_contains (x->calendar->uids, identity))
        return other;
    g_free (other);
    return g_strdup_printf ("%s-%.12s-%u", uid, digest, g_hash_table_size (x->calendar->uids));
}

/* Two items of one folder may be one and its copy, with one id: readers would take the second for a newer first one
 * (RFC 5545 3.8.4.7). It gets another, and the stored one stands beside it. */
static char *
unique_uid (OxIcal *x, const char *uid)
{
    GHashTable *uids = x->calendar->uids;
    char *identity = identity_of (x, uid);
    if (g_hash_table_add (uids, identity))
        return g_strdup (uid);
    ox_diag (x->calendar->diagnostics, OX_DIAG_ICAL_DUPLICATE, OX_DIAG_NO_OFFSET, "%s", uid);
    char *other = other_uid (x, uid);
    g_hash_table_add (uids, identity_of (x, other));
    return other;
}

/* An exception goes by the id of its series, whatever that has become. */
void
ox_ical_put_uid (OxIcal *x, const char *field, const char *uid)
{
    char *written = x->calendar->uids != NULL ? unique_uid (x, uid) : g_strdup (uid);
    ox_line_text (x->w, field, written);
    if (strcmp (written, uid) != 0)
        ox_line_text (x->w, "X-OXCART-UID", uid);
    g_free (x->calendar->uid);
    x->calendar->uid = written;
    x->uid = written;
}

void
ox_ical_codec_uid (OxIcal *x, const OxIcalRow *row)
{
    static const OxKey keys[] = { OX_LID_CLEAN_GLOBAL_OBJECT_ID, OX_LID_GLOBAL_OBJECT_ID };
    OxIcal outer = *x;
    outer.inner = NULL; /* an exception is of its series */
    if (x->uid != NULL) {
        GHashTable *uids = x->calendar->uids;
        ox_line_text (x->w, row->field, x->uid);
        if (uids != NULL && !g_hash_table_add (uids, identity_of (x, x->uid)))
            ox_diag (x->calendar->diagnostics, OX_DIAG_ICAL_DUPLICATE, OX_DIAG_NO_OFFSET, "an exception of %s", x->uid);
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        GBytes *bytes = ox_ical_bytes (&outer, keys[i]);
        g_autofree char *uid = bytes != NULL ? ox_global_id_to_uid (bytes) : NULL;
        if (!ox_line_has_text (x->w, uid))
            continue;
        ox_ical_put_uid (x, row->field, uid);
        return;
    }
    ox_diag (x->calendar->diagnostics, OX_DIAG_ICAL_UID, OX_DIAG_NO_OFFSET, "a UID was derived from the content");
    g_autofree char *digest = ox_message_digest (x->c->message);
    g_autofree char *uid = g_strdup_printf ("%s@oxcart.invalid", digest);
    ox_ical_put_uid (x, row->field, uid);
}

/* When this was said; never when it is converted. */
void
ox_ical_codec_stamp (OxIcal *x, const OxIcalRow *row)
{
    static const OxKey keys[] = { OX_LID_OWNER_CRITICAL_CHANGE, OX_TAG_LAST_MODIFICATION_TIME,
                                  OX_TAG_CREATION_TIME, OX_TAG_CLIENT_SUBMIT_TIME,
                                  OX_TAG_MESSAGE_DELIVERY_TIME, OX_LID_APPOINTMENT_START_WHOLE };
    gint64 time = ox_civil_to_days (1970, 1, 1) * OX_DAY_SECONDS;
    gboolean is_reply = x->method == OX_ICAL_REPLY || x->method == OX_ICAL_COUNTER;
    gboolean found = is_reply && ox_ical_time (x, OX_LID_ATTENDEE_CRITICAL_CHANGE, &time);
    for (guint i = 0; i < G_N_ELEMENTS (keys) && !found; i++)
        found = ox_ical_time (x, keys[i], &time);
    ox_ical_put_utc (x->w, row->field, time);
}

static void
codec_sequence (OxIcal *x, const OxIcalRow *row)
{
    gint64 sequence = ox_ical_integer (x, row->key, 0);
    g_autofree char *text = g_strdup_printf ("%d", (int) CLAMP (sequence, 0, G_MAXINT32));
    ox_ical_put (x->w, row->field, text);
}

/* --- times ------------------------------------------------------------------------------------------ */

static void
codec_start (OxIcal *x, const OxIcalRow *row)
{
    if (x->when->all_day)
        ox_ical_put_date (x->w, row->field, x->when->start);
    else
        ox_ical_put_local (x->w, row->field, x->when->zone, x->when->start);
}

/* What takes no time has no DTEND, RFC 5545 3.6.1. */
static void
codec_end (OxIcal *x, const OxIcalRow *row)
{
    const OxIcalWhen *when = x->when;
    if (when->all_day)
        ox_ical_put_date (x->w, row->field, when->end);
    else if (when->end != when->start || when->end_zone != when->zone)
        ox_ical_put_local (x->w, row->field, when->end_zone, when->end);
}

static void
codec_recurrence_id (OxIcal *x, const OxIcalRow *row)
{
    const OxIcalWhen *when = x->when;
    if (!when->is_instance)
        return;
    if (when->original_is_date)
        ox_ical_put_date (x->w, row->field, when->original);
    else
        ox_ical_put_local (x->w, row->field, when->original_zone, when->original);
}

static void
codec_rule (OxIcal *x, const OxIcalRow *row)
{
    if (x->when->recurrence != NULL)
        ox_ical_write_rule (x->w, row->field, x->when->recurrence, x->when->all_day, x->when->zone,
                            x->when->start);
}

static gboolean
has_other_months (const OxIcal *x)
{
    return x->when->recurrence != NULL && ox_recurrence_calendar (x->when->recurrence) != NULL;
}

/* "In the same VEVENT", 2.1.3.1.1.20.45: a calendar of several items has no other place for it. */
static void
codec_calscale (OxIcal *x, const OxIcalRow *row)
{
    const char *name = x->when->recurrence != NULL ? ox_ical_calscale (x->when->recurrence) : NULL;
    if (name != NULL)
        ox_ical_put (x->w, row->field, name);
}

static void
codec_other_rule (OxIcal *x, const OxIcalRow *row)
{
    if (has_other_months (x))
        ox_ical_write_other_rule (x->w, row->field, x->when->recurrence, x->when->all_day, x->when->zone,
                                  x->when->start);
}

static gint
compare_dates (gconstpointer a, gconstpointer b)
{
    guint32 p = *(const guint32 *) a, q = *(const guint32 *) b;
    return p < q ? -1 : p > q;
}

static void
put_exdate (OxIcal *x, const OxIcalRow *row, gint64 day, gint64 of_day)
{
    const OxIcalZone *zone = x->when->zone;
    if (x->when->all_day) {
        ox_ical_put_date (x->w, row->field, day);
        return;
    }
    g_autofree char *value = ox_ical_format_time (day + of_day, zone == NULL);
    ox_line_begin (x->w, row->field);
    /* The type of a field that no RFC knows is told, 2.1.3.1.1.20.39.1. */
    if (g_str_has_prefix (row->field, "X-"))
        ox_line_parameter (x->w, "VALUE", "DATE-TIME");
    if (zone != NULL)
        ox_line_parameter (x->w, "TZID", zone->tzid);
    ox_line_value (x->w);
    ox_line_put_ascii (x->w, value);
    ox_line_end (x->w);
}

/* What was deleted: those dates that no exception stands for. A line each: Exchange reads no lists. */
static void
codec_exdates (OxIcal *x, const OxIcalRow *row)
{
    const OxRecurrence *r = x->when->recurrence;
    if (r == NULL)
        return;
    g_autoptr (GHashTable) done = g_hash_table_new (NULL, NULL);
    g_autoptr (GArray) dates = g_array_copy (r->deleted);
    for (guint i = 0; i < r->exceptions->len; i++) {
        const OxRecurrenceException *e = r->exceptions->pdata[i];
        g_hash_table_add (done, GUINT_TO_POINTER (e->original_start / OX_DAY_MINUTES + 1));
    }
    g_array_sort (dates, compare_dates);
    gint64 of_day = x->when->start % OX_DAY_SECONDS;
    guint n = 0;
    for (guint i = 0; i < dates->len; i++) {
        guint32 day = g_array_index (dates, guint32, i) / OX_DAY_MINUTES;
        if (!g_hash_table_add (done, GUINT_TO_POINTER (day + 1)))
            continue;
        if (n++ == OX_ICAL_MOST_DELETED) {
            ox_diag (x->calendar->diagnostics, OX_DIAG_RECURRENCE_LIMIT, OX_DIAG_NO_OFFSET,
                     "more than %u occurrences are deleted", OX_ICAL_MOST_DELETED);
            return;
        }
        put_exdate (x, row, (gint64) day * OX_DAY_SECONDS, of_day);
    }
}

/* The same again beside X-MICROSOFT-RRULE, 2.1.3.1.1.20.39. */
static void
codec_other_exdates (OxIcal *x, const OxIcalRow *row)
{
    if (has_other_months (x))
        codec_exdates (x, row);
}

/* Where the user is the organizer and nobody was asked yet, 2.1.3.1.1.20.40. */
static void
codec_draft (OxIcal *x, const OxIcalRow *row)
{
    if (x->method != OX_ICAL_NONE || (x->when->exception != NULL && x->inner == NULL))
        return;
    gint64 state = ox_ical_integer (x, OX_LID_APPOINTMENT_STATE_FLAGS, 0);
    if ((state & (STATE_MEETING | STATE_RECEIVED)) == STATE_MEETING && ox_ical_integer (x, row->key, 0) == 0)
        ox_ical_put (x->w, row->field, "TRUE");
}

static void
codec_all_day (OxIcal *x, const OxIcalRow *row)
{
    ox_ical_put (x->w, row->field, x->when->all_day ? "TRUE" : "FALSE");
}

static void
codec_instance_type (OxIcal *x, const OxIcalRow *row)
{
    const OxIcalWhen *when = x->when;
    ox_ical_put (x->w, row->field, when->is_instance ? "3" : when->recurrence != NULL ? "1" : "0");
}

/* A proposal stands where the time stands: this is what it was. */
static void
codec_original (OxIcal *x, const OxIcalRow *row)
{
    gint64 time;
    if (x->method == OX_ICAL_COUNTER && ox_ical_time (x, row->key, &time))
        ox_ical_put_utc (x->w, row->field, time);
}

/* --- what the blob may say of an exception ------------------------------------------------------------ */

static gboolean
is_overridden (const OxIcal *x, OxRecurrenceOverride what)
{
    return x->when != NULL && x->when->exception != NULL && (x->when->exception->flags & what) != 0;
}

/* In the language that the item is in, 2.1.3.1.1.20.24.1. libical takes a line without a value for an error. */
static void
put_subject (OxIcal *x, const OxIcalRow *row, const char *text)
{
    if (!ox_line_has_text (x->w, text))
        return;
    g_autofree char *language = ox_language_from_lcid ((guint) ox_ical_integer (x, OX_TAG_MESSAGE_LOCALE_ID, 0));
    ox_line_begin (x->w, row->field);
    if (language != NULL)
        ox_line_parameter (x->w, "LANGUAGE", language);
    ox_line_value (x->w);
    ox_line_put_text (x->w, text);
    ox_line_end (x->w);
}

void
ox_ical_codec_subject (OxIcal *x, const OxIcalRow *row)
{
    if (is_overridden (x, OX_OVERRIDE_SUBJECT)) {
        put_subject (x, row, x->when->exception->subject);
        return;
    }
    const char *text = ox_ical_text (x, OX_TAG_SUBJECT);
    if (text == NULL)
        text = ox_ical_text (x, OX_TAG_NORMALIZED_SUBJECT);
    /* The mark of a prefix that stores put before it, [MS-PST] 2.5.3.1.1.1. */
    if (text != NULL && *text == 1 && text[1] != '\0')
        text = g_utf8_next_char (text + 1);
    put_subject (x, row, text != NULL ? text : "");
}

static void
codec_location (OxIcal *x, const OxIcalRow *row)
{
    const char *text = NULL;
    if (is_overridden (x, OX_OVERRIDE_LOCATION))
        text = x->when->exception->location;
    else if ((text = ox_ical_text (x, row->key)) == NULL)
        text = ox_ical_text (x, OX_LID_WHERE);
    if (!ox_line_has_text (x->w, text))
        return;
    /* One name has two constants, PidNameLocationUrl and this one, which it is read as. */
    const char *url = ox_ical_text (x, OX_NAME_CALENDAR_LOCATION_URL);
    ox_line_begin (x->w, row->field);
    if (url != NULL && *url != '\0')
        ox_line_parameter (x->w, "ALTREP", url);
    ox_line_value (x->w);
    ox_line_put_text (x->w, text);
    ox_line_end (x->w);
}

static gint64
busy_status (OxIcal *x)
{
    return is_overridden (x, OX_OVERRIDE_BUSY_STATUS) ? x->when->exception->busy_status
                                                      : ox_ical_integer (x, OX_LID_BUSY_STATUS, -1);
}

static void
codec_transparency (OxIcal *x, const OxIcalRow *row)
{
    gint64 busy = busy_status (x);
    if (busy >= 0)
        ox_ical_put (x->w, row->field, busy == 0 || busy == 4 ? "TRANSPARENT" : "OPAQUE");
}

static void
codec_busy (OxIcal *x, const OxIcalRow *row)
{
    gint64 busy = busy_status (x);
    if (busy >= 0 && busy < g_strv_length ((char **) row->words))
        ox_ical_put (x->w, row->field, row->words[busy]);
}

static void
codec_status (OxIcal *x, const OxIcalRow *row)
{
    if (x->method == OX_ICAL_CANCEL
        || (ox_ical_integer (x, OX_LID_APPOINTMENT_STATE_FLAGS, 0) & STATE_CANCELED) != 0)
        ox_ical_put (x->w, row->field, "CANCELLED");
    else if (x->method == OX_ICAL_NONE && busy_status (x) >= 0)
        ox_ical_put (x->w, row->field, busy_status (x) == BUSY_TENTATIVE ? "TENTATIVE" : "CONFIRMED");
}

/* That of an exception may stand in the series alone. */
static void
codec_color (OxIcal *x, const OxIcalRow *row)
{
    guint n = g_strv_length ((char **) row->words);
    if (!is_overridden (x, OX_OVERRIDE_COLOR)) {
        codec_own (x, row);
        return;
    }
    guint32 color = x->when->exception->color;
    if (color < n && *row->words[color] != '\0')
        ox_ical_put (x->w, row->field, row->words[color]);
}

/* --- texts ------------------------------------------------------------------------------------------ */

/* Whether text is a few lines of a word, a colon and what it names. */
static gboolean
is_summary (const char *text, const char *end)
{
    for (guint n = 0; text < end; n++) {
        gsize length = strcspn (text, "\r\n");
        if (length == 0 || n == MOST_SUMMARY || memchr (text, ':', length) == NULL)
            return FALSE;
        text += length;
        text += strspn (text, "\r\n");
    }
    return TRUE;
}

/* Meeting messages begin with when and where, for mail programs that know no calendars, [MS-OXOCAL] 2.2.6.12;
 * what it is called differs by language. */
static const char *
skip_when (const OxIcal *x, const char *text)
{
    static const char *const marks[] = { "*~*~*~*~*~*~*~*~*~*", "+=+=+=+=+=+=+=+=+=+" };
    for (guint i = 0; x->method != OX_ICAL_NONE && i < G_N_ELEMENTS (marks); i++) {
        const char *found = g_strstr_len (text, 4096, marks[i]);
        if (found == NULL || !is_summary (text, found))
            continue;
        found += strlen (marks[i]);
        return found + strspn (found, "\r\n");
    }
    return text;
}

/* A reply's body is a comment, 2.1.3.1.1.20.5; what is in the reply says what it always said. */
void
ox_ical_codec_body (OxIcal *x, const OxIcalRow *row)
{
    gboolean is_reply = (x->method == OX_ICAL_REPLY || x->method == OX_ICAL_COUNTER) && x->inner == NULL;
    const char *text = x->bodies != NULL ? x->bodies->plain : NULL;
    OxMimeContext *c = x->inner != NULL && x->bodies != NULL ? x->inner : x->c;
    if (text == NULL || x->brief)
        return;
    ox_mime_apply_marks (c, x->bodies->marks);
    text = skip_when (x, text);
    if (ox_line_has_text (x->w, text))
        ox_line_text (x->w, is_reply ? "COMMENT" : row->field, text);
}

void
ox_ical_codec_html (OxIcal *x, const OxIcalRow *row)
{
    g_autofree char *html = NULL;
    if (x->bodies == NULL || x->bodies->html == NULL || x->brief)
        return;
    html = ox_ical_html (x->bodies);
    if (!ox_line_has_text (x->w, html))
        return;
    ox_line_begin (x->w, row->field);
    ox_line_parameter (x->w, "FMTTYPE", "text/html");
    ox_line_value (x->w);
    ox_line_put_text (x->w, html);
    ox_line_end (x->w);
}

/* --- lists ------------------------------------------------------------------------------------------ */

/* Item n of a list in one line, which the first begins and who ends the list ends. */
static void
put_item (OxIcal *x, const OxIcalRow *row, guint n, const char *text)
{
    if (n == 0) {
        ox_line_begin (x->w, row->field);
        ox_line_value (x->w);
    } else {
        ox_line_put_ascii (x->w, ",");
    }
    ox_line_put_text (x->w, text);
}

void
ox_ical_codec_categories (OxIcal *x, const OxIcalRow *row)
{
    const OxValue *value = ox_props_lookup (ox_ical_holder (x, row->key)->props, row->key);
    guint n = 0;
    ox_ical_mark (x, row->key);
    for (guint i = 0; i < ox_value_get_n_items (value); i++) {
        const char *text = ox_value_get_text (ox_value_get_item (value, i), NULL);
        if (!ox_line_has_text (x->w, text))
            continue;
        put_item (x, row, n++, text);
    }
    if (n > 0)
        ox_line_end (x->w);
}

void
ox_ical_codec_contacts (OxIcal *x, const OxIcalRow *row)
{
    const OxValue *value = ox_props_lookup (ox_ical_holder (x, row->key)->props, row->key);
    ox_ical_mark (x, row->key);
    for (guint i = 0; i < ox_value_get_n_items (value); i++) {
        const char *text = ox_value_get_text (ox_value_get_item (value, i), NULL);
        if (ox_line_has_text (x->w, text))
            ox_line_text (x->w, row->field, text);
    }
}

/* Names parted by semicolons become a list, 2.1.3.1.1.20.21. */
static void
codec_resources (OxIcal *x, const OxIcalRow *row)
{
    const char *text = ox_ical_text (x, row->key);
    g_auto (GStrv) names = g_strsplit (text != NULL ? text : "", ";", MOST_NAMES);
    guint n = 0;
    for (guint i = 0; names[i] != NULL; i++) {
        if (!ox_line_has_text (x->w, g_strstrip (names[i])))
            continue;
        put_item (x, row, n++, names[i]);
    }
    if (n > 0)
        ox_line_end (x->w);
}

void
ox_ical_codec_class (OxIcal *x, const OxIcalRow *row)
{
    gint64 sensitivity = ox_ical_integer (x, row->key, -1);
    if (sensitivity <= 0 && ox_ical_integer (x, OX_LID_PRIVATE, 0) != 0)
        sensitivity = 2;
    if (sensitivity >= 0 && sensitivity < g_strv_length ((char **) row->words))
        ox_ical_put (x->w, row->field, row->words[sensitivity]);
}

void
ox_ical_codec_priority (OxIcal *x, const OxIcalRow *row)
{
    ox_ical_codec_enum (x, row);
}

/* --- the table -------------------------------------------------------------------------------------- */

const char *const ox_ical_class_words[] = { "PUBLIC", "X-PERSONAL", "PRIVATE", "CONFIDENTIAL", NULL };
const char *const ox_ical_priority_words[] = { "9", "5", "1", NULL };
/* PidLidAppointmentColor, [MS-OXOCAL] 2.2.1.50, by their names in CSS. */
static const char *const color_words[] = { "",     "red",   "blue", "green",  "gray", "orange",
                                           "cyan", "olive", "purple", "teal", "yellow", NULL };
/* PidLidResponseStatus; of no answer, and of appointments, it says nothing. */
static const char *const response_words[] = { "", "", "TENTATIVE", "ACCEPTED", "DECLINED", "NEEDS-ACTION",
                                              NULL };
static const char *const busy_words[] = { "FREE", "TENTATIVE", "BUSY", "OOF", "WORKINGELSEWHERE", NULL };

#define S(n) "2.1.3.1.1.20." #n

static const OxIcalRow rows[] = {
    { "UID", OX_LID_CLEAN_GLOBAL_OBJECT_ID, ox_ical_codec_uid, NULL, OX_ICAL_BOTH, S (26) },
    { "RECURRENCE-ID", OX_LID_EXCEPTION_REPLACE_TIME, codec_recurrence_id, NULL, OX_ICAL_BOTH, S (20) },
    { "DTSTAMP", OX_LID_OWNER_CRITICAL_CHANGE, ox_ical_codec_stamp, NULL, OX_ICAL_BOTH, S (9) },
    { "SEQUENCE", OX_LID_APPOINTMENT_SEQUENCE, codec_sequence, NULL, OX_ICAL_BOTH, S (22) },
    { "DTSTART", OX_LID_APPOINTMENT_START_WHOLE, codec_start, NULL, OX_ICAL_BOTH, S (10) },
    { "DTEND", OX_LID_APPOINTMENT_END_WHOLE, codec_end, NULL, OX_ICAL_BOTH, S (8) },
    { "RRULE", OX_LID_APPOINTMENT_RECUR, codec_rule, NULL, OX_ICAL_BOTH, S (19) },
    { "EXDATE", OX_LID_APPOINTMENT_RECUR, codec_exdates, NULL, OX_ICAL_BOTH, S (13) },
    { "X-MICROSOFT-CALSCALE", OX_LID_APPOINTMENT_RECUR, codec_calscale, NULL, OX_ICAL_BOTH, "2.1.3.1.1.8" },
    { "X-MICROSOFT-RRULE", OX_LID_APPOINTMENT_RECUR, codec_other_rule, NULL, OX_ICAL_BOTH, S (45) },
    { "X-MICROSOFT-EXDATE", OX_LID_APPOINTMENT_RECUR, codec_other_exdates, NULL, OX_ICAL_BOTH, S (39) },
    { "SUMMARY", OX_TAG_SUBJECT, ox_ical_codec_subject, NULL, OX_ICAL_BOTH, S (24) },
    { "LOCATION", OX_LID_LOCATION, codec_location, NULL, OX_ICAL_BOTH, S (15) },
    { "DESCRIPTION", OX_TAG_BODY, ox_ical_codec_body, NULL, OX_ICAL_BOTH, S (11) },
    { "X-ALT-DESC", OX_TAG_HTML, ox_ical_codec_html, NULL, OX_ICAL_BOTH, S (27) },
    { "CATEGORIES", OX_NAME_KEYWORDS, ox_ical_codec_categories, NULL, OX_ICAL_BOTH, S (3) },
    { "CLASS", OX_TAG_SENSITIVITY, ox_ical_codec_class, ox_ical_class_words, OX_ICAL_BOTH, S (4) },
    { "PRIORITY", OX_TAG_IMPORTANCE, ox_ical_codec_priority, ox_ical_priority_words, OX_ICAL_BOTH, S (17) },
    { "STATUS", OX_LID_BUSY_STATUS, codec_status, NULL, OX_ICAL_BOTH, S (23) },
    { "TRANSP", OX_LID_BUSY_STATUS, codec_transparency, NULL, OX_ICAL_BOTH, S (25) },
    { "ORGANIZER", OX_TAG_SENT_REPRESENTING_NAME, ox_ical_codec_organizer, NULL, OX_ICAL_BOTH, S (16) },
    { "ATTENDEE", OX_TAG_RECIPIENT_TRACK_STATUS, ox_ical_codec_attendees, NULL, OX_ICAL_BOTH, S (2) },
    { "X-MS-OLK-SENDER", OX_TAG_SENDER_NAME, ox_ical_codec_sender, NULL, OX_ICAL_BOTH, S (61) },
    { "RESOURCES", OX_LID_NON_SENDABLE_BCC, codec_resources, NULL, OX_ICAL_BOTH, S (21) },
    { "CONTACT", OX_LID_CONTACTS, ox_ical_codec_contacts, NULL, OX_ICAL_BOTH, S (6) },
    { "CREATED", OX_TAG_CREATION_TIME, ox_ical_codec_utc, NULL, OX_ICAL_EXPORT, S (7) },
    { "LAST-MODIFIED", OX_TAG_LAST_MODIFICATION_TIME, ox_ical_codec_utc, NULL, OX_ICAL_EXPORT, S (14) },
    { "COLOR", OX_LID_APPOINTMENT_COLOR, codec_color, color_words, OX_ICAL_BOTH, "[MS-OXOCAL] 2.2.1.50" },
    { "CONFERENCE", OX_KEY_NONE, ox_ical_codec_conference, NULL, OX_ICAL_BOTH, "RFC 7986 5.11" },
    { "ATTACH", OX_TAG_ATTACH_DATA_BINARY, ox_ical_codec_attachments, NULL, OX_ICAL_BOTH, S (1) },
    { "X-MICROSOFT-CDO-ALLDAYEVENT", OX_LID_APPOINTMENT_SUB_TYPE, codec_all_day, NULL, OX_ICAL_BOTH, S (28) },
    { "X-MICROSOFT-CDO-APPT-SEQUENCE", OX_LID_APPOINTMENT_SEQUENCE, ox_ical_codec_number, NULL,
      OX_ICAL_BOTH, S (29) },
    { "X-MICROSOFT-CDO-ATTENDEE-CRITICAL-CHANGE", OX_LID_ATTENDEE_CRITICAL_CHANGE, ox_ical_codec_utc, NULL,
      OX_ICAL_BOTH, S (30) },
    { "X-MICROSOFT-CDO-BUSYSTATUS", OX_LID_BUSY_STATUS, codec_busy, busy_words, OX_ICAL_BOTH, S (31) },
    { "X-MICROSOFT-CDO-IMPORTANCE", OX_TAG_IMPORTANCE, ox_ical_codec_number, NULL, OX_ICAL_BOTH, S (32) },
    { "X-MICROSOFT-CDO-INSTTYPE", OX_KEY_NONE, codec_instance_type, NULL, OX_ICAL_EXPORT, S (33) },
    { "X-MICROSOFT-CDO-INTENDEDSTATUS", OX_LID_INTENDED_BUSY_STATUS, ox_ical_codec_enum, busy_words,
      OX_ICAL_BOTH, S (34) },
    { "X-MICROSOFT-CDO-OWNERAPPTID", OX_TAG_OWNER_APPOINTMENT_ID, ox_ical_codec_number, NULL, OX_ICAL_BOTH,
      S (35) },
    { "X-MICROSOFT-CDO-OWNER-CRITICAL-CHANGE", OX_LID_OWNER_CRITICAL_CHANGE, ox_ical_codec_utc, NULL,
      OX_ICAL_BOTH, S (36) },
    { "X-MICROSOFT-CDO-REPLYTIME", OX_LID_APPOINTMENT_REPLY_TIME, ox_ical_codec_utc, NULL, OX_ICAL_BOTH,
      S (37) },
    { "X-MICROSOFT-DISALLOW-COUNTER", OX_LID_APPOINTMENT_NOT_ALLOW_PROPOSE, codec_boolean, NULL,
      OX_ICAL_BOTH, S (38) },
    { "X-MICROSOFT-ISDRAFT", OX_LID_F_INVITED, codec_draft, NULL, OX_ICAL_BOTH, S (40) },
    { "X-MICROSOFT-DONOTFORWARDMEETING", OX_NAME_MEETING_DO_NOT_FORWARD, codec_true, NULL, OX_ICAL_BOTH,
      "[MS-OXOCAL] 2.2.1.49" },
    { "X-MS-OLK-APPTLASTSEQUENCE", OX_LID_APPOINTMENT_LAST_SEQUENCE, ox_ical_codec_number, NULL,
      OX_ICAL_BOTH, S (47) },
    { "X-MS-OLK-APPTSEQTIME", OX_LID_APPOINTMENT_SEQUENCE_TIME, ox_ical_codec_utc, NULL, OX_ICAL_BOTH,
      S (48) },
    { "X-MS-OLK-AUTOFILLLOCATION", OX_LID_AUTO_FILL_LOCATION, codec_boolean, NULL, OX_ICAL_BOTH,
      S (49) },
    { "X-MS-OLK-CONFCHECK", OX_LID_CONFERENCING_CHECK, codec_boolean, NULL, OX_ICAL_BOTH, S (52) },
    { "X-MS-OLK-ALLOWEXTERNCHECK", OX_LID_ALLOW_EXTERNAL_CHECK, codec_boolean, NULL, OX_ICAL_BOTH,
      S (46) },
    { "X-MS-OLK-AUTOSTARTCHECK", OX_LID_AUTO_START_CHECK, codec_boolean, NULL, OX_ICAL_BOTH, S (50) },
    { "X-MS-OLK-COLLABORATEDOC", OX_LID_COLLABORATE_DOC, ox_ical_codec_text, NULL, OX_ICAL_BOTH, S (51) },
    { "X-MS-OLK-CONFTYPE", OX_LID_CONFERENCING_TYPE, ox_ical_codec_number, NULL, OX_ICAL_BOTH, S (53) },
    { "X-MS-OLK-DIRECTORY", OX_LID_DIRECTORY, ox_ical_codec_text, NULL, OX_ICAL_BOTH, S (54) },
    { "X-MS-OLK-MWSURL", OX_LID_MEETING_WORKSPACE_URL, ox_ical_codec_text, NULL, OX_ICAL_BOTH, S (55) },
    { "X-MS-OLK-NETSHOWURL", OX_LID_NET_SHOW_URL, ox_ical_codec_text, NULL, OX_ICAL_BOTH, S (56) },
    { "X-MS-OLK-ONLINEPASSWORD", OX_LID_ONLINE_PASSWORD, ox_ical_codec_text, NULL, OX_ICAL_BOTH, S (57) },
    { "X-MS-OLK-ORGALIAS", OX_LID_ORGANIZER_ALIAS, ox_ical_codec_text, NULL, OX_ICAL_BOTH, S (58) },
    { "X-MS-OLK-ORIGINALEND", OX_LID_APPOINTMENT_END_WHOLE, codec_original, NULL, OX_ICAL_BOTH, S (59) },
    { "X-MS-OLK-ORIGINALSTART", OX_LID_APPOINTMENT_START_WHOLE, codec_original, NULL, OX_ICAL_BOTH, S (60) },
    { "X-OXCART-RESPONSE", OX_LID_RESPONSE_STATUS, codec_own, response_words, OX_ICAL_BOTH, "[MS-OXOCAL] 2.2.1.11" },
    { "X-OXCART-REPLY-NAME", OX_LID_APPOINTMENT_REPLY_NAME, ox_ical_codec_text, NULL, OX_ICAL_BOTH,
      "[MS-OXOCAL] 2.2.4.5" },
    { "X-OXCART-OLD-LOCATION", OX_LID_OLD_LOCATION, ox_ical_codec_text, NULL, OX_ICAL_BOTH, "[MS-OXOCAL] 2.2.6.7" },
    { "X-OXCART-OLD-START", OX_LID_OLD_WHEN_START_WHOLE, ox_ical_codec_utc, NULL, OX_ICAL_BOTH, "[MS-OXOCAL] 2.2.6.8" },
    { "X-OXCART-OLD-END", OX_LID_OLD_WHEN_END_WHOLE, ox_ical_codec_utc, NULL, OX_ICAL_BOTH, "[MS-OXOCAL] 2.2.6.9" },
    { "X-OXCART-CHANGES", OX_LID_CHANGE_HIGHLIGHT, ox_ical_codec_number, NULL, OX_ICAL_BOTH, "[MS-OXOCAL] 2.2.6.2" },
    { "X-OXCART-MEETING-TYPE", OX_LID_MEETING_TYPE, ox_ical_codec_number, NULL, OX_ICAL_BOTH, "[MS-OXOCAL] 2.2.6.5" },
    { "X-OXCART-BILLING", OX_LID_BILLING, ox_ical_codec_text, NULL, OX_ICAL_BOTH, "ours" },
    { "X-OXCART-MILEAGE", OX_LID_MILEAGE, ox_ical_codec_text, NULL, OX_ICAL_BOTH, "ours" },
    { "X-OXCART-COMPANIES", OX_LID_COMPANIES, ox_ical_codec_list, NULL, OX_ICAL_BOTH, "ours" },
    { "X-OXCART-FORWARDED-TO", OX_LID_FORWARD_NOTIFICATION_RECIPIENTS, ox_ical_codec_rows, NULL, OX_ICAL_BOTH,
      "[MS-OXOCAL] 2.2.9.3" },
    { "X-OXCART-UNSENDABLE", OX_LID_APPOINTMENT_UNSENDABLE_RECIPIENTS, ox_ical_codec_rows, NULL, OX_ICAL_BOTH,
      "[MS-OXOCAL] 2.2.1.25" },
    { "X-OXCART-FIELD-DEFINITION", OX_LID_PROPERTY_DEFINITION_STREAM, ox_ical_codec_field_definitions, NULL, OX_ICAL_BOTH,
      "ours" },
    { "X-OXCART-FIELD", OX_KEY_NONE, ox_ical_codec_fields, NULL, OX_ICAL_BOTH, "ours" },
    { "X-OXCART-INBOUND", OX_LID_INBOUND_I_CAL_STREAM, ox_ical_codec_bytes, NULL, OX_ICAL_BOTH, "2.1.3.4.1" },
    { "X-OXCART-INBOUND-ALONE", OX_LID_SINGLE_BODY_I_CAL, codec_true, NULL, OX_ICAL_BOTH, "2.1.3.4.2" },
    { "VALARM", OX_LID_REMINDER_DELTA, ox_ical_codec_alarm, NULL, OX_ICAL_BOTH, S (62) },
};

const OxIcalRow *
ox_ical_event_rows (guint *n)
{
    *n = G_N_ELEMENTS (rows);
    return rows;
}
