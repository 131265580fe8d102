/* SPDX-License-Identifier: MIT
 *
 * Any text as a query, any bytes as a restriction of each layout: evaluated on two fixed messages, printed, read
 * again, built and parsed again. The first byte chooses.
 */
#include "model/message-private.h"
#include "model/restriction-private.h"
#include "model/search-folder.h"

#include <oxcart/oxcart.h>
#include <string.h>

#define MOST_INPUT (64u << 10)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static OxMessage *
make_message (void)
{
    OxMessage *message = ox_message_new ();
    OxProps *props = ox_message_get_props (message);
    g_autoptr (OxProps) of = ox_props_new ();
    g_autoptr (GBytes) key = g_bytes_new_static ("\1\2\3\4", 4);
    ox_props_set_text (props, OX_TAG_SUBJECT, "\1\5Re: ox-cart \xC3\x9C" "ber");
    ox_props_set_text (props, OX_TAG_SENDER_NAME, "Ada Smith");
    ox_props_set_integer (props, OX_TAG_MESSAGE_FLAGS, OX_TYPE_INTEGER32, 0x11);
    ox_props_set_integer (props, OX_TAG_MESSAGE_SIZE, OX_TYPE_INTEGER32, 5000);
    ox_props_set_integer (props, OX_TAG_CLIENT_SUBMIT_TIME, OX_TYPE_TIME, G_GINT64_CONSTANT (132223104000000000));
    ox_props_set_bytes (props, OX_TAG_SEARCH_KEY, key);
    ox_props_set_text (of, OX_TAG_DISPLAY_NAME, "Bram");
    ox_props_set_integer (of, OX_TAG_RECIPIENT_TYPE, OX_TYPE_INTEGER32, 1);
    ox_message_take_recipient (message, ox_recipient_new (of));
    ox_message_take_attachment (message, ox_attachment_new (OX_ATTACHMENT_NONE, NULL, NULL, of));
    return message;
}

static void
check_print (const OxRestriction *r)
{
    g_autofree char *text = ox_query_print (r);
    if (strlen (text) > 1u << 20)
        return;
    g_autoptr (GError) error = NULL;
    g_autoptr (OxRestriction) again = ox_query_parse (text, &error);
    if (again == NULL)
        g_error ("%s: %s", text, error->message);
    g_assert (ox_restriction_equal (r, again));
}

/* What was built is what is parsed: all of it, but the count that one layout has no place for. */
static void
check_build (const OxRestriction *r, OxRestrictionForm form)
{
    g_autoptr (GBytes) bytes = ox_restriction_build (r, form, NULL);
    gsize used = 0;
    if (bytes == NULL)
        return;
    g_autoptr (OxRestriction) again = ox_restriction_parse (bytes, form, &used, NULL);
    g_assert (again != NULL && used == g_bytes_get_size (bytes));
    if (form != OX_RESTRICTION_FORM_SEARCH)
        g_assert (ox_restriction_equal (r, again));
}

static void
check (const OxRestriction *r)
{
    g_autoptr (OxMessage) message = make_message ();
    g_autoptr (OxMessage) empty = ox_message_new ();
    gboolean holds = ox_restriction_matches (r, message) != ox_restriction_matches (r, empty);
    g_autoptr (OxRestriction) no = ox_restriction_new (OX_RESTRICTION_NOT);
    ox_restriction_take_child (no, ox_restriction_ref ((OxRestriction *) r));
    g_assert (holds == (ox_restriction_matches (no, message) != ox_restriction_matches (no, empty)));
    check_print (r);
    for (guint form = OX_RESTRICTION_FORM_16; form <= OX_RESTRICTION_FORM_SEARCH; form++)
        check_build (r, (OxRestrictionForm) form);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    if (size < 1 || size > MOST_INPUT)
        return 0;
    guint what = data[0] % 5;
    g_autoptr (GBytes) bytes = g_bytes_new (data + 1, size - 1);
    g_autofree char *text = g_strndup ((const char *) data + 1, size - 1);
    g_autoptr (OxRestriction) r = NULL;
    if (what == 4) {
        OxSearchDefinition *definition = ox_search_definition_parse (bytes, NULL, NULL);
        if (definition != NULL && definition->restriction != NULL)
            check (definition->restriction);
        ox_search_definition_free (definition);
        return 0;
    }
    r = what == 3 ? ox_query_parse (text, NULL)
                  : ox_restriction_parse (bytes, (OxRestrictionForm) what, NULL, NULL);
    if (r != NULL)
        check (r);
    return 0;
}
