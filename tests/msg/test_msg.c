/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include <oxcart/oxcart.h>
#include <string.h>

static OxMessage *
open_sample (const char *name, OxOptions *options, OxDiagnostics *d)
{
    g_autofree char *path = g_build_filename (CORPUS, name, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (OxStream) stream = ox_stream_new_path (path, &error);
    assert_non_null (stream);
    OxMessage *message = ox_open_message (stream, options, d, &error);
    if (message == NULL)
        fail_msg ("%s: %s", name, error->message);
    return message;
}

static const char *
text_of (OxMessage *message, OxKey key)
{
    return ox_props_get_text (ox_message_get_props (message), key);
}

static void
a_plain_message (void **state)
{
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxMessage) m = open_sample ("good-plain.msg", NULL, d);
    assert_string_equal (text_of (m, OX_TAG_SUBJECT), "Ox-cart timetable, spring");
    assert_string_equal (ox_message_get_class (m), "IPM.Note");
    assert_string_equal (text_of (m, OX_LID_FLAG_REQUEST), "Follow up");
    guint64 time;
    assert_true (ox_props_get_time (ox_message_get_props (m), OX_TAG_CLIENT_SUBMIT_TIME, &time));
    g_autofree char *iso = ox_filetime_to_iso8601 (time);
    assert_string_equal (iso, "2026-03-02T07:30:00Z");
    assert_int_equal (ox_message_get_n_recipients (m), 2);
    OxProps *to = ox_recipient_get_props (ox_message_get_recipient (m, 0));
    assert_string_equal (ox_props_get_text (to, OX_TAG_DISPLAY_NAME), "Bram de Vriès");
    assert_int_equal (ox_message_get_n_attachments (m), 1);
    OxAttachment *a = ox_message_get_attachment (m, 0);
    assert_int_equal (ox_attachment_get_kind (a), OX_ATTACHMENT_BYTES);
    g_autoptr (OxStream) content = ox_attachment_open (a, NULL);
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (content, 0, 1000, NULL);
    assert_int_equal (g_bytes_get_size (bytes), 35);
    assert_memory_equal (g_bytes_get_data (bytes, NULL), "stop,time\r\n", 11);
    assert_null (ox_attachment_open_message (a, NULL));
    assert_int_equal (ox_diagnostics_get_size (d), 0);
}

static void
eight_bit_strings (void **state)
{
    g_autoptr (OxMessage) m = open_sample ("good-ansi.msg", NULL, NULL);
    assert_string_equal (text_of (m, OX_TAG_SUBJECT), "Привет из Твери");
    OxProps *to = ox_recipient_get_props (ox_message_get_recipient (m, 0));
    assert_string_equal (ox_props_get_text (to, OX_TAG_DISPLAY_NAME), "Мария");
}

static void
every_type (void **state)
{
    g_autoptr (OxMessage) m = open_sample ("good-multivalue.msg", NULL, NULL);
    OxProps *props = ox_message_get_props (m);
    static const struct {
        OxKey key;
        guint16 type;
        gint64 integer;
        guint n;
    } integers[] = {
        { 0x6601, OX_TYPE_INTEGER16, -2, 1 },
        { 0x6602, OX_TYPE_INTEGER32, -3, 1 },
        { 0x6605, OX_TYPE_CURRENCY, 123456, 1 },
        { 0x6607, OX_TYPE_ERROR_CODE, (gint32) 0x8004010F, 1 },
        { 0x6608, OX_TYPE_BOOLEAN, 1, 1 },
        { 0x6609, OX_TYPE_INTEGER64, G_GINT64_CONSTANT (-1234567890123), 1 },
        { 0x6611, OX_TYPE_INTEGER16 | OX_TYPE_MULTIPLE, 1, 3 },
        { 0x6612, OX_TYPE_INTEGER32 | OX_TYPE_MULTIPLE, 1, 2 },
        { 0x6615, OX_TYPE_CURRENCY | OX_TYPE_MULTIPLE, 1, 2 },
        { 0x6617, OX_TYPE_INTEGER64 | OX_TYPE_MULTIPLE, 5, 2 },
    };
    for (guint i = 0; i < G_N_ELEMENTS (integers); i++) {
        const OxValue *value = ox_props_lookup (props, integers[i].key);
        gint64 integer = 0;
        assert_non_null (value);
        assert_int_equal (ox_value_get_type_code (value), integers[i].type);
        assert_int_equal (ox_value_get_n_items (value), integers[i].n);
        assert_true (ox_value_get_integer (ox_value_get_item (value, 0), &integer));
        assert_true (integer == integers[i].integer);
    }
    double real = 0;
    assert_true (ox_value_get_real (ox_props_lookup (props, 0x6603), &real) && real == 1.5);
    assert_true (ox_value_get_real (ox_props_lookup (props, 0x6604), &real) && real == -2.25);
    const OxValue *reals = ox_props_lookup (props, 0x6613);
    assert_true (ox_value_get_real (ox_value_get_item (reals, 1), &real) && real == -0.5);
    assert_string_equal (ox_props_get_text (props, 0x660A), "eight é");
    assert_string_equal (ox_props_get_text (props, 0x660B), "sixteen 中");
    const OxValue *strings = ox_props_lookup (props, 0x6619);
    assert_int_equal (ox_value_get_n_items (strings), 3);
    assert_string_equal (ox_value_get_text (ox_value_get_item (strings, 1), NULL), "zwölf");
    const OxValue *strings8 = ox_props_lookup (props, 0x6618);
    assert_string_equal (ox_value_get_text (ox_value_get_item (strings8, 1), NULL), "bé");
    const OxValue *binaries = ox_props_lookup (props, 0x661C);
    assert_int_equal (ox_value_get_n_items (binaries), 3);
    assert_int_equal (g_bytes_get_size (ox_value_get_bytes (ox_value_get_item (binaries, 2))), 3);
    const OxGuid *guid = ox_value_get_guid (ox_value_get_item (ox_props_lookup (props, 0x661B), 0));
    g_autofree char *text = ox_guid_to_string (guid);
    assert_string_equal (text, "{12345678-1234-5678-9ABC-DEF012345678}");
    guint64 time;
    assert_true (ox_props_get_time (props, 0x660C, &time));
}

static void
named_properties (void **state)
{
    g_autoptr (OxMessage) m = open_sample ("good-named.msg", NULL, NULL);
    OxProps *props = ox_message_get_props (m);
    OxNames *names = ox_message_get_names (m);
    assert_true (ox_props_get_boolean (props, OX_LID_PRIVATE));
    assert_string_equal (text_of (m, OX_LID_LOCATION), "The yard");
    OxName unknown = { OX_NAME_KIND_STRING, { { 0 } }, 0, "Colour" };
    ox_guid_from_string (&unknown.set, "0BADCAFE-1111-2222-3333-444455556666");
    OxKey key = ox_names_find (names, &unknown);
    assert_true (key >= OX_KEY_LOCAL);
    assert_string_equal (ox_props_get_text (props, key), "dun");
    g_autofree char *described = ox_names_describe (names, key, 0);
    assert_string_equal (described, "{0BADCAFE-1111-2222-3333-444455556666}:Colour");
    OxName lid = { OX_NAME_KIND_LID, unknown.set, 0x4242, NULL };
    assert_int_equal (ox_props_get_integer (props, ox_names_find (names, &lid), 0), 7);
    OxName herd = { OX_NAME_KIND_STRING, { { 0 } }, 0, "HerdSize" };
    ox_guid_from_string (&herd.set, "00020329-0000-0000-C000-000000000046");
    assert_int_equal (ox_props_get_integer (props, ox_names_find (names, &herd), 0), 12);
}

static void
embedded_messages (void **state)
{
    g_autoptr (OxMessage) outer = open_sample ("good-embedded.msg", NULL, NULL);
    OxAttachment *a = ox_message_get_attachment (outer, 0);
    assert_int_equal (ox_attachment_get_kind (a), OX_ATTACHMENT_MESSAGE);
    g_autoptr (OxMessage) middle = ox_attachment_open_message (a, NULL);
    assert_int_equal (ox_message_get_depth (middle), 1);
    assert_string_equal (text_of (middle, OX_TAG_SUBJECT), "middle");
    /* Names are those of the whole file. */
    assert_string_equal (text_of (middle, OX_LID_FLAG_REQUEST), "inner flag");
    g_autoptr (OxMessage) inner =
        ox_attachment_open_message (ox_message_get_attachment (middle, 0), NULL);
    assert_string_equal (text_of (inner, OX_TAG_SUBJECT), "inner");
    /* The inner message lives on without the outer ones. */
    g_clear_object (&outer);
    g_clear_object (&middle);
    g_autoptr (OxStream) content = ox_attachment_open (ox_message_get_attachment (inner, 0), NULL);
    assert_true (ox_stream_get_size (content) == 14);
}

static void
depth_is_limited (void **state)
{
    g_autoptr (OxOptions) options = ox_options_new ();
    OxLimits limits = *ox_options_get_limits (options);
    limits.depth = 1;
    ox_options_set_limits (options, &limits);
    g_autoptr (OxMessage) outer = open_sample ("good-embedded.msg", options, NULL);
    g_autoptr (OxMessage) middle =
        ox_attachment_open_message (ox_message_get_attachment (outer, 0), NULL);
    g_autoptr (GError) error = NULL;
    assert_null (ox_attachment_open_message (ox_message_get_attachment (middle, 0), &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_LIMIT));
}

static void
kinds_of_attachments (void **state)
{
    static const struct {
        const char *sample;
        guint index;
        OxAttachmentKind kind;
    } cases[] = {
        { "good-ole-package.msg", 0, OX_ATTACHMENT_STORAGE },
        { "good-ole-bitmap.msg", 0, OX_ATTACHMENT_STORAGE },
        { "good-webref.msg", 0, OX_ATTACHMENT_REFERENCE },
        { "good-webref.msg", 1, OX_ATTACHMENT_REFERENCE },
        { "bad-types.msg", 1, OX_ATTACHMENT_STORAGE },
        { "bad-types.msg", 2, OX_ATTACHMENT_BYTES },
        { "bad-types.msg", 3, OX_ATTACHMENT_BYTES },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxMessage) m = open_sample (cases[i].sample, NULL, NULL);
        OxAttachment *a = ox_message_get_attachment (m, cases[i].index);
        assert_int_equal (ox_attachment_get_kind (a), cases[i].kind);
    }
    g_autoptr (OxMessage) m = open_sample ("good-ole-package.msg", NULL, NULL);
    OxAttachment *a = ox_message_get_attachment (m, 0);
    g_autoptr (OxStorage) storage = ox_attachment_open_storage (a, NULL);
    assert_int_equal (ox_storage_get_size (storage), 3);
    assert_non_null (ox_storage_find (storage, "\001Ole10Native"));
    g_autoptr (OxStream) wrapped = ox_attachment_open (a, NULL);
    assert_true (ox_stream_get_size (wrapped) > 1500);
}

/* Each bad sample: what it must say, and that the mail in it still comes out. */
static void
bad_samples (void **state)
{
    static const struct {
        const char *sample;
        const char *code;
    } cases[] = {
        { "bad-fat-self-loop.msg", "cfb-chain" },
        { "bad-fat-cycle.msg", "cfb-chain" },
        { "bad-minifat-cycle.msg", "cfb-chain" },
        { "bad-cross-link.msg", "cfb-cross-link" },
        { "bad-sector-outside.msg", "cfb-chain" },
        { "bad-sector-special.msg", "cfb-chain" },
        { "bad-start-special.msg", "cfb-chain" },
        { "bad-header-shift0.msg", "cfb-header" },
        { "bad-header-shift31.msg", "cfb-header" },
        { "bad-header-cutoff.msg", "cfb-header" },
        { "bad-header-difat.msg", "cfb-difat" },
        { "bad-header-fat.msg", "cfb-fat" },
        { "bad-dir-child-self.msg", "cfb-directory" },
        { "bad-dir-left-right.msg", "cfb-directory" },
        { "bad-dir-cycle.msg", "cfb-directory" },
        { "bad-dir-type.msg", "cfb-directory" },
        { "bad-dir-duplicate.msg", "cfb-duplicate-name" },
        { "bad-size-beyond-chain.msg", "cfb-chain" },
        { "bad-mini-stream-short.msg", "cfb-chain" },
        { "bad-properties-tail.msg", "msg-properties-size" },
        { "bad-header-24.msg", "msg-missing-value" },
        { "bad-mv-lengths.msg", "msg-missing-value" },
        { "bad-mv-missing.msg", "msg-missing-value" },
        { "bad-value-missing.msg", "msg-missing-value" },
        { "bad-nameid-index.msg", "msg-named-property" },
        { "bad-nameid-missing.msg", "msg-named-property" },
        { "bad-counts.msg", "msg-count" },
        { "bad-types.msg", "msg-attachment" },
        { "bad-bomb.msg", "cfb-cross-link" },
        { "bad-chain-behind-the-end.msg", "cfb-chain" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxMessage) m = open_sample (cases[i].sample, NULL, d);
        gboolean said = FALSE;
        for (guint j = 0; j < ox_diagnostics_get_size (d); j++)
            said = said || strcmp (ox_diagnostics_get (d, j)->code, cases[i].code) == 0;
        if (!said)
            fail_msg ("%s does not say %s", cases[i].sample, cases[i].code);
        const char *body = text_of (m, OX_TAG_BODY);
        if (body == NULL || strstr (body, "still here") == NULL)
            if (strcmp (cases[i].sample, "bad-mini-stream-short.msg") != 0)
                fail_msg ("%s: the body is gone", cases[i].sample);
    }
}

static void
a_compound_file_without_a_message (void **state)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (OxStream) stream = ox_stream_new_path (CORPUS "/unsupported-no-message.msg", NULL);
    assert_null (ox_open_message (stream, NULL, NULL, &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_FORMAT));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_plain_message),
        cmocka_unit_test (eight_bit_strings),
        cmocka_unit_test (every_type),
        cmocka_unit_test (named_properties),
        cmocka_unit_test (embedded_messages),
        cmocka_unit_test (depth_is_limited),
        cmocka_unit_test (kinds_of_attachments),
        cmocka_unit_test (bad_samples),
        cmocka_unit_test (a_compound_file_without_a_message),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
