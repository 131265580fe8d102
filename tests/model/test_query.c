/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include "model/message-private.h"
#include "model/restriction-private.h"

#include <oxcart/oxcart.h>
#include <string.h>

/* --- a few messages ------------------------------------------------------------------------------ */

static void
set_time (OxProps *props, OxKey key, const char *iso)
{
    g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (iso, NULL);
    ox_props_set_integer (props, key, OX_TYPE_TIME,
                          (gint64) ox_filetime_from_unix (g_date_time_to_unix (date)));
}

static void
add_texts (OxProps *props, OxKey key, const char *const *texts)
{
    guint n = g_strv_length ((char **) texts);
    OxValue *items = g_new0 (OxValue, n);
    for (guint i = 0; i < n; i++)
        items[i] = ox_value_text (OX_TYPE_STRING, g_strdup (texts[i]), strlen (texts[i]));
    ox_props_add (props, key, ox_value_multiple (OX_TYPE_STRING | OX_TYPE_MULTIPLE, items, n));
    ox_props_seal (props, NULL);
}

static void
add_recipient (OxMessage *message, guint type, const char *name, const char *address)
{
    g_autoptr (OxProps) props = ox_props_new ();
    ox_props_set_integer (props, OX_TAG_RECIPIENT_TYPE, OX_TYPE_INTEGER32, type);
    ox_props_set_text (props, OX_TAG_DISPLAY_NAME, name);
    ox_props_set_text (props, OX_TAG_EMAIL_ADDRESS, address);
    ox_message_take_recipient (message, ox_recipient_new (props));
}

static void
add_attachment (OxMessage *message, const char *name, guint size)
{
    g_autoptr (OxProps) props = ox_props_new ();
    ox_props_set_text (props, OX_TAG_ATTACH_LONG_FILENAME, name);
    ox_props_set_integer (props, OX_TAG_ATTACH_SIZE, OX_TYPE_INTEGER32, size);
    ox_message_take_attachment (message, ox_attachment_new (OX_ATTACHMENT_NONE, NULL, NULL, props));
}

/* Mail, with everything in it. */
static OxMessage *
make_full (void)
{
    static const char *const categories[] = { "Red", "Travel Plans", NULL };
    OxMessage *message = ox_message_new ();
    OxProps *props = ox_message_get_props (message);
    g_autoptr (GBytes) key = g_bytes_new_static ("\1\2\3\4", 4);
    const OxName local = { OX_NAME_KIND_STRING, { { 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9 } }, 0,
                           "Colour" };
    add_texts (props, OX_NAME_KEYWORDS, categories);
    ox_props_set_text (props, OX_TAG_SUBJECT, "\1\5Re: Stra\xC3\x9F" "enbahn to \xC3\x9C" "beralles");
    ox_props_set_text (props, OX_TAG_BODY, "The ox-cart leaves at 7:30.\nCaf\xC3\xA9.");
    ox_props_set_text (props, OX_TAG_MESSAGE_CLASS, "IPM.Note");
    ox_props_set_text (props, OX_TAG_SENDER_NAME, "Ada Smith");
    ox_props_set_text (props, OX_TAG_SENDER_EMAIL_ADDRESS, "ada@carts.example.org");
    ox_props_set_text (props, OX_TAG_INTERNET_MESSAGE_ID, "<1@carts.example.org>");
    ox_props_set_integer (props, OX_TAG_IMPORTANCE, OX_TYPE_INTEGER32, 2);
    ox_props_set_integer (props, OX_TAG_MESSAGE_SIZE, OX_TYPE_INTEGER32, 2 << 20);
    ox_props_set_integer (props, OX_TAG_MESSAGE_FLAGS, OX_TYPE_INTEGER32, 0x11);
    ox_props_set_integer (props, OX_TAG_FLAG_STATUS, OX_TYPE_INTEGER32, 2);
    ox_props_set_integer (props, OX_TAG_READ_RECEIPT_REQUESTED, OX_TYPE_BOOLEAN, TRUE);
    ox_props_set_bytes (props, OX_TAG_SEARCH_KEY, key);
    ox_props_set_text (props, ox_names_intern (ox_message_get_names (message), &local), "blue");
    set_time (props, OX_TAG_CLIENT_SUBMIT_TIME, "2020-01-31T23:59:59Z");
    set_time (props, OX_TAG_MESSAGE_DELIVERY_TIME, "2020-02-01T00:00:00Z");
    add_recipient (message, 1, "Bram", "bram@example.com");
    add_recipient (message, 2, "Yard", "yard@carts.example.org");
    add_attachment (message, "timetable.PDF", 4000);
    add_attachment (message, "map.png", 100);
    return message;
}

/* A task that was never sent, with next to nothing. */
static OxMessage *
make_bare (void)
{
    OxMessage *message = ox_message_new ();
    OxProps *props = ox_message_get_props (message);
    ox_props_set_text (props, OX_TAG_MESSAGE_CLASS, "IPM.Task");
    ox_props_set_text (props, OX_TAG_SUBJECT, "");
    ox_props_set_integer (props, OX_TAG_MESSAGE_SIZE, OX_TYPE_INTEGER32, 1024);
    set_time (props, OX_TAG_MESSAGE_DELIVERY_TIME, "2019-12-31T12:00:00Z");
    return message;
}

/* --- what queries find ---------------------------------------------------------------------------- */

/* Whether the full and the bare message meet it. */
static const struct {
    const char *query;
    gboolean full, bare;
} cases[] = {
    { "from~\"smith\"", 1, 0 }, { "from~smith", 1, 0 }, { "FROM~SMITH", 1, 0 }, { "from~@carts", 1, 0 },
    { "from=\"ada smith\"", 1, 0 }, { "from=\"smith\"", 0, 0 }, { "from!=\"ada smith\"", 0, 1 },
    { "from^ada", 1, 0 }, { "from^smith", 0, 0 }, { "from exists", 1, 0 }, { "not from exists", 0, 1 },
    { "to~bram", 1, 0 }, { "to~yard", 0, 0 }, { "cc~yard", 1, 0 }, { "bcc~yard", 0, 0 },
    { "recipient~yard", 1, 0 }, { "recipient~\"@\"", 1, 0 }, { "to=\"bram@example.com\"", 1, 0 },
    { "subject~re", 1, 0 }, { "subject^\"re:\"", 1, 0 }, { "subject~\"STRASSENBAHN\"", 1, 0 },
    { "subject~\"\xC3\xBC" "ber\"", 1, 0 }, { "subject~\"uber\"", 0, 0 }, { "subject~{accents}\"uber\"", 1, 0 },
    { "subject~{case}\"re\"", 0, 0 }, { "subject~{case}\"Re\"", 1, 0 }, { "subject=\"\"", 0, 1 },
    { "subject~\"\"", 1, 1 }, { "subject exists", 1, 1 }, { "subject~=\"\"", 0, 1 },
    { "body~\"ox-cart\"", 1, 0 }, { "body~\"7:30.\\ncaf\xC3\xA9\"", 1, 0 }, { "body~\"cafe\xCC\x81\"", 1, 0 },
    { "body~cafe", 0, 0 }, { "body~{accents}cafe", 1, 0 }, { "not body~zz", 1, 1 },
    { "date=2020-01-31", 1, 0 }, { "date=2020-02-01", 0, 0 }, { "date=2020-01", 1, 0 }, { "date=2020", 1, 0 },
    { "date=2019", 0, 1 }, { "date>=2020-01-01", 1, 0 }, { "date>2020-01-31", 0, 0 },
    { "date>2020-01-30", 1, 0 }, { "date<=2020-01-31", 1, 1 }, { "date<2020-01-31", 0, 1 },
    { "date!=2019", 1, 0 }, { "date<2020-01-31T23:59:59Z", 0, 1 }, { "date<=2020-01-31T23:59:59Z", 1, 1 },
    { "date>2020-01-31T23:58", 1, 0 }, { "date>2020-01-31T23:59", 0, 0 }, { "date=2020-01-31T23:59:59", 1, 0 },
    { "date<2020-01-31T23:59:59.5", 1, 1 }, { "date exists", 1, 1 }, { "sent exists", 1, 0 },
    { "sent<2021", 1, 0 }, { "received<2021", 1, 1 }, { "received>=2020-02", 1, 0 },
    { "received=2020-02-01", 1, 0 }, { "received!=2020-02-01", 0, 1 }, { "received=2020-02-01T00", 1, 0 },
    { "size>1M", 1, 0 }, { "size>=2M", 1, 0 }, { "size>2M", 0, 0 }, { "size=1K", 0, 1 }, { "size<1025", 1 - 1, 1 },
    { "size<5G", 1, 1 }, { "size>=0x400", 1, 1 }, { "size!=1024", 1, 0 },
    { "class=IPM.Note", 1, 0 }, { "class=\"ipm.note\"", 1, 0 }, { "class^IPM.", 1, 1 }, { "class!=IPM.Task", 1, 0 },
    { "class<IPM.Note2", 1, 0 }, { "class>ipm.n", 1, 1 },
    { "is:unread", 0, 1 }, { "is:read", 1, 0 }, { "unread", 0, 1 }, { "not unread", 1, 0 }, { "is:flagged", 1, 0 },
    { "flagged", 1, 0 }, { "flag=flagged", 1, 0 }, { "flag=complete", 0, 0 }, { "flag exists", 1, 0 },
    { "has:attachment", 1, 0 }, { "not has:attachment", 0, 1 }, { "PidTagHasAttachments=false", 0, 1 },
    { "importance=high", 1, 0 }, { "importance>=normal", 1, 0 }, { "importance=low", 0, 0 },
    { "importance!=low", 1, 1 }, { "importance<low", 0, 0 }, { "PidTagImportance=2", 1, 0 },
    { "category=red", 1, 0 }, { "category~plan", 1, 0 }, { "category=plan", 0, 0 }, { "category!=red", 0, 1 },
    { "category=(\"red\", \"travel plans\")", 1, 0 }, { "category=(\"red\")", 0, 0 }, { "category exists", 1, 0 },
    { "attachment~pdf", 1, 0 }, { "attachment~\".png\"", 1, 0 }, { "attachment~doc", 0, 0 },
    { "attachments(PidTagAttachSize>1000 and PidTagAttachLongFilename~png)", 0, 0 },
    { "attachments(PidTagAttachSize<1000 and PidTagAttachLongFilename~png)", 1, 0 },
    { "attachments(subject exists)", 0, 0 }, { "recipients(PidTagRecipientType=2)", 1, 0 },
    { "message-id=\"<1@carts.example.org>\"", 1, 0 }, { "0x0037001F~\"re\"", 1, 0 }, { "0x0037~\"re\"", 1, 0 },
    { "PR_SUBJECT~re", 1, 0 }, { "[PidTagSubject]~re", 1, 0 }, { "PidTagReadReceiptRequested=true", 1, 0 },
    { "PidTagReadReceiptRequested=no", 0, 0 }, { "PidTagSearchKey=x\"01020304\"", 1, 0 },
    { "PidTagSearchKey^x\"0102\"", 1, 0 }, { "PidTagSearchKey~x\"0203\"", 1, 0 }, { "PidTagSearchKey<x\"02\"", 1, 0 },
    { "PidTagSearchKey~x\"\"", 1, 0 }, { "PidTagMessageFlags has 0x10", 1, 0 },
    { "PidTagMessageFlags lacks 0x10", 0, 1 }, { "sizeof(class)=18", 1, 1 }, { "sizeof(PidTagSearchKey)=4", 1, 0 },
    { "sizeof(class)<18", 0, 0 }, { "sizeof(PidTagImportance)=4", 1, 0 },
    { "[{09090909-0909-0909-0909-090909090909}:Colour]=blue", 1, 0 },
    { "[{09090909-0909-0909-0909-090909090909}:colour]=blue", 0, 0 },
    { "[{09090909-0909-0909-0909-090909090909}:Colour PtypInteger32]!=3", 1, 1 },
    { "[PSETID_Common:0x8501 PtypInteger32] exists", 0, 0 }, { "[unnamed:0x8005] exists", 0, 0 },
    { "sent<@received", 1, 0 }, { "sent=@received", 0, 0 }, { "sent!=@received", 1, 1 }, { "sent>@[received]", 0, 0 },
    { "all()", 1, 1 }, { "any()", 0, 0 }, { "all(class=IPM.Note)", 1, 0 }, { "any(unread, flagged)", 1, 1 },
    { "comment(unread)", 0, 1 }, { "comment()", 1, 1 }, { "comment(; PidTagSubject=\"note\")", 1, 1 },
    { "first(3, unread)", 0, 1 }, { "PidTagSearchKey in x\"01\"", 0, 0 },
    { "from~smith and date>=2020-01-01 and not (has:attachment or size>1M)", 0, 0 },
    { "from~smith and date>=2020-01-01 and not (bcc exists or size>4M)", 1, 0 },
    { "unread or flagged", 1, 1 }, { "unread and flagged", 0, 0 }, { "unread or flagged and size>1M", 1, 1 },
    { "(unread or flagged) and size>1M", 1, 0 }, { "not unread or unread", 1, 1 }, { "not not unread", 0, 1 },
    { "NOT unread AND flagged", 1, 0 },
};

static gboolean
is_comparison_of_fields (const char *query)
{
    return strchr (query, '@') != NULL && strchr (query, '"') == NULL && strstr (query, "~@") == NULL;
}

static void
queries_find (void **state)
{
    g_autoptr (OxMessage) full = make_full ();
    g_autoptr (OxMessage) bare = make_bare ();
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (OxRestriction) r = NULL;
        g_autoptr (GString) query = g_string_new (cases[i].query);
        /* The second property of a comparison goes by its own name. */
        if (is_comparison_of_fields (cases[i].query))
            g_string_replace (query, "received", "PidTagMessageDeliveryTime", 0);
        r = ox_query_parse (query->str, &error);
        if (r == NULL)
            fail_msg ("%s: %s", query->str, error->message);
        if (ox_restriction_matches (r, full) != cases[i].full || ox_restriction_matches (r, bare) != cases[i].bare)
            fail_msg ("%s: %d %d", query->str, ox_restriction_matches (r, full), ox_restriction_matches (r, bare));
    }
    assert_true (G_N_ELEMENTS (cases) >= 100);
}

/* What is printed reads back the same, and prints the same again. */
static void
assert_prints (const OxRestriction *r)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = ox_query_print (r);
    g_autoptr (OxRestriction) again = ox_query_parse (text, &error);
    if (again == NULL)
        fail_msg ("%s: %s", text, error->message);
    g_autofree char *second = ox_query_print (again);
    if (!ox_restriction_equal (r, again) || strcmp (text, second) != 0)
        fail_msg ("%s: %s", text, second);
}

static void
queries_print (void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (OxRestriction) r = ox_query_parse (cases[i].query, NULL);
        if (r != NULL)
            assert_prints (r);
    }
}

/* Queries as people write them come back as they were. */
static void
queries_stay_as_they_were (void **state)
{
    static const char *const queries[] = {
        "from~\"smith\" and date>=2020-01-01 and not (has:attachment or size>1M)",
        "to=\"bram@example.com\" or cc~\"yard\" or bcc exists",
        "is:unread and importance=high",
        "category=\"Red\" and attachment~\".pdf\"",
        "subject~{case}\"a \\\"b\\\" \\\\ c\"",
        "received<2020-02-01T12:00:00.5000000Z",
        "recipients(PidTagDisplayName^\"A\")",
        "[{09090909-0909-0909-0909-090909090909}:Colour PtypString]=\"blue\"",
        "[{09090909-0909-0909-0909-090909090909}:\"0x10\" PtypString] exists",
        "PidTagSubject~\"\"",
    };
    for (guint i = 0; i < G_N_ELEMENTS (queries) - 1; i++) {
        g_autoptr (OxRestriction) r = ox_query_parse (queries[i], NULL);
        assert_non_null (r);
        g_autofree char *text = ox_query_print (r);
        assert_string_equal (text, queries[i]);
    }
}

static void
errors_name_the_column (void **state)
{
    static const struct {
        const char *query, *error;
    } bad[] = {
        { "", "column 1: a field" }, { "from", "column 5: an operator" }, { "from~", "column 6: a value" },
        { "frm~x", "column 1: no field" }, { "from~\"x", "column 6: the text has no closing quote" },
        { "from~x and", "column 11: a field" }, { "from~x or or", "column 11: no field" },
        { "(from~x", "column 8: a closing" }, { "from~x)", "column 7: \"and\"" },
        { "date>yesterday", "column 6: a date" }, { "date>2020-02-30", "column 6: a date" },
        { "date>2020-13", "column 6: a date" }, { "date~2020", "column 6: only text" }, { "size>big", "column 6: a number" },
        { "size~x", "column 6: a number" }, { "PidTagReadReceiptRequested=2", "column 28: true" },
        { "PidTagSearchKey=5", "column 17: bytes" }, { "PidTagSearchKey=x\"0\"", "column 17: two hex" },
        { "subject~{loud}x", "column 9: {case}" }, { "\xC3\xA9\xC3\xA9~x", "column 1: no field" },
        { "subject~\"\xC3\xA9\xC3\xA9\" x", "column 14: \"and\"" }, { "[PidTagNope]=1", "column 1: no field" },
        { "[PidTagSubject", "column 1: the bracket" }, { "first(x, unread)", "column 7: a number" },
        { "subject \x01", "column 10: an operator" }, { "PidTagMessageFlags has -1", "column 24: the number" },
        { "attachments()", "column 13: a field" }, { "sizeof(from)=1", "column 8: one property" },
        { "class#x", "column 1: no field" }, { "class=IPM.Note?", NULL }, { "subject ! x", "column 9: this character" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (OxRestriction) r = ox_query_parse (bad[i].query, &error);
        if (bad[i].error == NULL) {
            assert_non_null (r);
            continue;
        }
        if (r != NULL)
            fail_msg ("%s is a query", bad[i].query);
        if (!g_str_has_prefix (error->message, bad[i].error))
            fail_msg ("%s: %s", bad[i].query, error->message);
    }
}

static char *
repeat (const char *piece, guint n, const char *end)
{
    GString *s = g_string_new (NULL);
    for (guint i = 0; i < n; i++)
        g_string_append (s, piece);
    g_string_append (s, end);
    return g_string_free (s, FALSE);
}

static void
hostile_queries_end (void **state)
{
    static const char *const pieces[] = { "(", "not ", "all(", "recipients(", "first(1,", "unread and ", "unread or ",
                                          "comment(", "(((not ", "\"", "[", "x\"" };
    for (guint i = 0; i < G_N_ELEMENTS (pieces); i++) {
        g_autofree char *query = repeat (pieces[i], 50000, "unread");
        g_autoptr (GError) error = NULL;
        g_autoptr (OxRestriction) r = ox_query_parse (query, &error);
        assert_null (r);
        assert_non_null (error);
    }
    g_autofree char *deep = repeat ("not ", 255, "unread");
    g_autoptr (OxRestriction) r = ox_query_parse (deep, NULL);
    assert_non_null (r);
    assert_prints (r);
    g_autofree char *deeper = repeat ("not ", 256, "unread");
    assert_null (ox_query_parse (deeper, NULL));
}

/* --- bytes ---------------------------------------------------------------------------------------------- */

static void
restrictions_pass_through_bytes (void **state)
{
    guint n = 0;
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        for (guint form = OX_RESTRICTION_FORM_16; form <= OX_RESTRICTION_FORM_SEARCH; form++) {
            g_autoptr (OxRestriction) r = ox_query_parse (cases[i].query, NULL);
            g_autoptr (GBytes) bytes = r != NULL ? ox_restriction_build (r, (OxRestrictionForm) form, NULL) : NULL;
            gsize used = 0;
            if (bytes == NULL || (form == OX_RESTRICTION_FORM_SEARCH && g_str_has_prefix (cases[i].query, "first")))
                continue;
            g_autoptr (GError) error = NULL;
            g_autoptr (OxRestriction) again = ox_restriction_parse (bytes, (OxRestrictionForm) form, &used, &error);
            if (again == NULL)
                fail_msg ("%s: %s", cases[i].query, error->message);
            assert_int_equal (used, g_bytes_get_size (bytes));
            if (!ox_restriction_equal (r, again)) {
                g_autofree char *text = ox_query_print (again);
                fail_msg ("%s: %s", cases[i].query, text);
            }
            n++;
        }
    assert_true (n > 300);
}

/* Bytes written by hand after [MS-OXCDATA] 2.12. */
static void
bytes_of_the_specification (void **state)
{
    static const struct {
        OxRestrictionForm form;
        const char *bytes;
        gsize n;
        const char *query;
    } samples[] = {
#define SAMPLE(form, bytes, query) { form, bytes, sizeof (bytes) - 1, query }
        SAMPLE (OX_RESTRICTION_FORM_16, "\0\2\0\x08\x1F\0\x37\0\2\x08\3\0\x17\0", "subject exists and not importance exists"),
        SAMPLE (OX_RESTRICTION_FORM_32, "\1\2\0\0\0\x08\x1F\0\x37\0\x08\3\0\x17\0",
                "subject exists or importance exists"),
        SAMPLE (OX_RESTRICTION_FORM_16, "\4\4\3\0\x17\0\3\0\x17\0\2\0\0\0", "importance=high"),
        SAMPLE (OX_RESTRICTION_FORM_16, "\3\1\0\1\0\x1F\0\x37\0\x1F\0\x37\0a\0b\0\0\0", "subject~\"ab\""),
        SAMPLE (OX_RESTRICTION_FORM_16, "\3\2\0\0\0\x1E\0\x37\0\x1E\0\x37\0" "ab\0", "subject^{case}\"ab\""),
        SAMPLE (OX_RESTRICTION_FORM_16, "\6\1\3\0\7\x0E\1\0\0\0", "is:read"),
        SAMPLE (OX_RESTRICTION_FORM_16, "\7\2\x1F\0\x37\0\x0A\0\0\0", "sizeof(subject)>10"),
        SAMPLE (OX_RESTRICTION_FORM_16, "\5\4\x40\0\x39\0\x40\0\6\x0E", "PidTagClientSubmitTime=@PidTagMessageDeliveryTime"),
        SAMPLE (OX_RESTRICTION_FORM_16, "\x09\x0D\0\x12\x0E\x08\3\0\x15\x0C", "recipients(PidTagRecipientType exists)"),
        SAMPLE (OX_RESTRICTION_FORM_16, "\x0A\1\3\0\x17\0\5\0\0\0\1\x08\x1F\0\x37\0", "comment(subject exists; importance=5)"),
        SAMPLE (OX_RESTRICTION_FORM_16, "\x0A\0\0", "comment()"),
        SAMPLE (OX_RESTRICTION_FORM_16, "\x0B\7\0\0\0\x08\x1F\0\x37\0", "first(7, subject exists)"),
        SAMPLE (OX_RESTRICTION_FORM_16, "\4\4\2\1\x0B\x30\2\1\x0B\x30\2\0\xAA\xBB", "PidTagSearchKey=x\"AABB\""),
        SAMPLE (OX_RESTRICTION_FORM_32, "\4\4\2\1\x0B\x30\2\1\x0B\x30\2\0\0\0\xAA\xBB", "PidTagSearchKey=x\"AABB\""),
        SAMPLE (OX_RESTRICTION_FORM_SEARCH, "\4\0\0\0\4\0\0\0\2\1\x0B\x30\2\1\x0B\x30\2\0\xAA\xBB", "PidTagSearchKey=x\"AABB\""),
        SAMPLE (OX_RESTRICTION_FORM_SEARCH,
                "\3\0\0\0\2\0\1\0\x1F\0\x1A\0\x1F\0\x1A\0\x06\0I\0P\0\0\0", "class^\"IP\""),
    };
    for (guint i = 0; i < G_N_ELEMENTS (samples); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) bytes = g_bytes_new_static (samples[i].bytes, samples[i].n);
        g_autoptr (OxRestriction) r = ox_restriction_parse (bytes, samples[i].form, NULL, &error);
        if (r == NULL)
            fail_msg ("%s: %s", samples[i].query, error->message);
        g_autofree char *text = ox_query_print (r);
        assert_string_equal (text, samples[i].query);
        assert_prints (r);
        for (gsize n = 0; n < samples[i].n; n++) { /* cut short anywhere it is none */
            g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, n);
            assert_null (ox_restriction_parse (cut, samples[i].form, NULL, NULL));
        }
    }
}

static void
hostile_bytes_end (void **state)
{
    static const guint8 ands[] = { 0, 0xFF, 0xFF }, nots[] = { 2 }, values[] = { 4, 4, 0x02, 0x11, 0, 1, 2, 0x11, 0, 1 };
    g_autofree guint8 *data = g_malloc0 (200000);
    memset (data, 2, 200000);
    g_autoptr (GBytes) deep = g_bytes_new_static (data, 200000);
    g_autoptr (GBytes) wide = g_bytes_new_static (ands, sizeof ands);
    g_autoptr (GBytes) one = g_bytes_new_static (nots, sizeof nots);
    g_autoptr (GBytes) many = g_bytes_new_static (values, sizeof values);
    g_autoptr (GError) error = NULL;
    assert_null (ox_restriction_parse (deep, OX_RESTRICTION_FORM_16, NULL, &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_LIMIT));
    assert_null (ox_restriction_parse (wide, OX_RESTRICTION_FORM_16, NULL, NULL));
    assert_null (ox_restriction_parse (one, OX_RESTRICTION_FORM_16, NULL, NULL));
    assert_null (ox_restriction_parse (many, OX_RESTRICTION_FORM_16, NULL, NULL));
}

/* --- made-up queries, evaluated twice --------------------------------------------------------------------- */

/* A plain reading of a made-up condition over three numbers, beside which the evaluation stands. */
static gboolean
make_condition (GRand *rand, guint depth, const gint64 *numbers, const gboolean *there, GString *out)
{
    static const OxKey keys[] = { OX_TAG_IMPORTANCE, OX_TAG_SENSITIVITY, OX_TAG_FLAG_STATUS };
    static const char *const ops[] = { "<", "<=", ">", ">=", "=", "!=" };
    guint kind = (guint) g_rand_int_range (rand, 0, depth > 0 ? 8 : 4);
    if (kind < 4) {
        guint i = (guint) g_rand_int_range (rand, 0, 3), op = (guint) g_rand_int_range (rand, 0, 6);
        gint64 n = g_rand_int_range (rand, -2, 3);
        const gboolean holds[] = { numbers[i] < n, numbers[i] <= n, numbers[i] > n, numbers[i] >= n, numbers[i] == n,
                                   numbers[i] != n };
        if (kind == 3) {
            g_string_append_printf (out, "0x%04X0003 exists", keys[i]);
            return there[i];
        }
        g_string_append_printf (out, "0x%04X0003%s%" G_GINT64_FORMAT, keys[i], ops[op], n);
        return there[i] ? holds[op] : op == 5;
    }
    if (kind == 4) {
        g_string_append (out, "not (");
        gboolean inner = make_condition (rand, depth - 1, numbers, there, out);
        g_string_append_c (out, ')');
        return !inner;
    }
    gboolean all = kind < 7;
    guint n = (guint) g_rand_int_range (rand, 0, 4);
    gboolean holds = all;
    g_string_append (out, all ? "all(" : "any(");
    for (guint i = 0; i < n; i++) {
        if (i > 0)
            g_string_append (out, ", ");
        gboolean one = make_condition (rand, depth - 1, numbers, there, out);
        holds = all ? holds && one : holds || one;
    }
    g_string_append_c (out, ')');
    return holds;
}

static void
made_up_queries_agree (void **state)
{
    static const OxKey keys[] = { OX_TAG_IMPORTANCE, OX_TAG_SENSITIVITY, OX_TAG_FLAG_STATUS };
    g_autoptr (GRand) rand = g_rand_new_with_seed (4);
    guint n_held = 0;
    for (guint i = 0; i < 5000; i++) {
        g_autoptr (OxMessage) message = ox_message_new ();
        gint64 numbers[3];
        gboolean there[3];
        for (guint k = 0; k < 3; k++) {
            numbers[k] = g_rand_int_range (rand, -2, 3);
            there[k] = g_rand_boolean (rand);
            if (there[k])
                ox_props_set_integer (ox_message_get_props (message), keys[k], OX_TYPE_INTEGER32, numbers[k]);
        }
        g_autoptr (GString) query = g_string_new (NULL);
        gboolean holds = make_condition (rand, 5, numbers, there, query);
        g_autoptr (OxRestriction) r = ox_query_parse (query->str, NULL);
        assert_non_null (r);
        if (ox_restriction_matches (r, message) != holds)
            fail_msg ("%s: %d expected", query->str, holds);
        assert_prints (r);
        n_held += holds;
    }
    assert_in_range (n_held, 1000, 4000);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (queries_find),
        cmocka_unit_test (queries_print),
        cmocka_unit_test (queries_stay_as_they_were),
        cmocka_unit_test (errors_name_the_column),
        cmocka_unit_test (hostile_queries_end),
        cmocka_unit_test (restrictions_pass_through_bytes),
        cmocka_unit_test (bytes_of_the_specification),
        cmocka_unit_test (hostile_bytes_end),
        cmocka_unit_test (made_up_queries_agree),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
