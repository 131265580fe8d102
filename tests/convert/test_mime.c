/* SPDX-License-Identifier: MIT
 *
 * MIME output: of each rule a case, and of every sample and real file that it is well formed.
 */
#include "base/base64.h"
#include "testing.h"

#include "convert/mime/encode.h"
#include "convert/mime/header.h"
#include "convert/mime/transport.h"
#include "model/message-private.h"

#include <oxcart/oxcart.h>
#include <string.h>

/* --- headers ---------------------------------------------------------------------------------- */

static void
unstructured_headers (void **state)
{
    static const struct {
        const char *value;
        const char *line;
    } cases[] = {
        { "plain", "X: plain\r\n" },
        { "", "" },
        { "\r\n\x01", "" },
        { "a\r\nEvil: b", "X: a Evil: b\r\n" },
        { "a\r\n b\tc", "X: a b c\r\n" },
        { "\x1b[31m\x7f", "X: [31m\r\n" },
        { "é", "X: =?utf-8?B?w6k=?=\r\n" },
        { "caf\xC3\xA9 au lait", "X: =?utf-8?Q?caf=C3=A9_au_lait?=\r\n" },
        { "=?utf-8?Q?no?=", "X: =?utf-8?B?PT91dGYtOD9RP25vPz0=?=\r\n" },
        { " led by a space", "X: =?utf-8?Q?_led_by_a_space?=\r\n" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GString) out = g_string_new (NULL);
        ox_header_text (out, "X", cases[i].value);
        assert_string_equal (out->str, cases[i].line);
    }
}

static char *
unfold (const char *lines)
{
    g_autofree char *copy = g_strdup (lines);
    g_auto (GStrv) parts = g_strsplit (g_strchomp (copy), "\r\n", -1);
    for (guint i = 0; parts[i] != NULL; i++)
        assert_true (strlen (parts[i]) <= 78);
    return g_strjoinv ("", parts);
}

static void
long_headers_fold_and_come_back (void **state)
{
    static const char *const pieces[] = { "word ", "é", "日本語", "a b", "\xF0\x9F\x90\x82" };
    g_mime_init ();
    for (guint i = 0; i < G_N_ELEMENTS (pieces); i++) {
        g_autoptr (GString) text = g_string_new (NULL);
        for (guint j = 0; j < 60; j++)
            g_string_append (text, pieces[i]);
        g_strchomp (text->str);
        g_autoptr (GString) out = g_string_new (NULL);
        ox_header_text (out, "Subject", text->str);
        g_autofree char *line = unfold (out->str);
        g_autofree char *back = g_mime_utils_header_decode_text (NULL, line + strlen ("Subject: "));
        assert_string_equal (back, text->str);
    }
}

static void
words_are_never_encoded (void **state)
{
    g_autoptr (GString) out = g_string_new (NULL);
    ox_header_words (out, "References", "<a@b>\r\n <c@d> caf\xC3\xA9 <e@f>");
    assert_string_equal (out->str, "References: <a@b> <c@d> <e@f>\r\n");
    g_string_truncate (out, 0);
    ox_header_words (out, "X", "\xC3\xA9");
    assert_string_equal (out->str, "");
}

static void
phrases (void **state)
{
    static const struct {
        const char *name;
        const char *phrase;
    } cases[] = {
        { "Ada Wagner", "Ada Wagner" },
        { "Wagner, Ada", "\"Wagner, Ada\"" },
        { "a \"b\" \\ c", "\"a \\\"b\\\" \\\\ c\"" },
        { "ada@example.org", "\"ada@example.org\"" },
        { "Bram de Vri\xC3\xA8s", "=?utf-8?Q?Bram_de_Vri=C3=A8s?=" },
        { "The Honourable Society of Ox Drivers and Carters, Northern Yards",
          "\"The Honourable Society of Ox Drivers and Carters, Northern\r\n Yards\"" },
        { "The Honourable Society of Ox Drivers and Carters of the Yards",
          "The Honourable Society of Ox Drivers and Carters of\r\n the Yards" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GString) out = g_string_new (NULL);
        ox_header_phrase (out, cases[i].name);
        assert_string_equal (out->str, cases[i].phrase);
    }
}

static void
parameters (void **state)
{
    static const struct {
        const char *value;
        const char *lines;
    } cases[] = {
        { "a.txt", ";\r\n name=\"a.txt\"" },
        { "a\"b\\c", ";\r\n name=\"a\\\"b\\\\c\"" },
        { "a\r\nb", ";\r\n name=\"a b\"" },
        { "\xC3\xBC.txt", ";\r\n name*=utf-8''%C3%BC.txt" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GString) out = g_string_new (NULL);
        ox_header_parameter (out, "name", cases[i].value);
        assert_string_equal (out->str, cases[i].lines);
    }
    g_autoptr (GString) value = g_string_new (NULL);
    for (guint i = 0; i < 100; i++)
        g_string_append (value, "ü");
    g_autoptr (GString) out = g_string_new ("attachment");
    ox_header_parameter (out, "filename", value->str);
    g_mime_init ();
    GMimeContentDisposition *d = g_mime_content_disposition_parse (NULL, out->str);
    assert_string_equal (g_mime_content_disposition_get_parameter (d, "filename"), value->str);
    g_object_unref (d);
}

static void
stored_headers (void **state)
{
    static const struct {
        const char *raw;
        const char *lines;
    } cases[] = {
        { "one line", "X: one line\r\n" },
        { "first;\n\tsecond", "X: first;\r\n\tsecond\r\n" },
        { "nul\x01", "X: nul\r\n" },
        { "\xC3\xA9", "X: =?utf-8?B?w6k=?=\r\n" },
        { "a\n \n b", "X: a b\r\n" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GString) out = g_string_new (NULL);
        ox_header_stored (out, "X", cases[i].raw, NULL);
        assert_string_equal (out->str, cases[i].lines);
    }
}

static void
transport_blocks (void **state)
{
    OxTransport *t = ox_transport_parse ("Microsoft Mail Internet Headers Version 2.0\r\n"
                                         "Received: a\r\n\tb\r\n"
                                         "Subject:\r\n folded at once\r\n"
                                         "no header\r\n"
                                         "Bad Name: x\r\n"
                                         "Last: y\n\r\n"
                                         "Body: not a header\r\n");
    assert_int_equal (ox_transport_size (t), 3);
    assert_string_equal (ox_transport_get (t, 0)->raw, "a\n\tb");
    assert_string_equal (ox_transport_find (t, "SUBJECT")->raw, "folded at once");
    assert_string_equal (ox_transport_find (t, "last")->raw, "y");
    assert_null (ox_transport_find (t, "Body"));
    assert_int_equal (t->n_broken, 2);
    ox_transport_free (t);
}

/* --- encodings ----------------------------------------------------------------------------------- */

static void
text_encodings (void **state)
{
    static const struct {
        const char *text;
        OxCte cte;
        const char *encoded;
    } cases[] = {
        { "a\nb\r\nc\rd", OX_CTE_7BIT, "a\r\nb\r\nc\r\nd\r\n" },
        { "caf\xC3\xA9, and some more words", OX_CTE_QUOTED_PRINTABLE,
          "caf=C3=A9, and some more words\r\n" },
        { "From here, says \xC3\xA9ve to everybody", OX_CTE_QUOTED_PRINTABLE,
          "=46rom here, says =C3=A9ve to everybody\r\n" },
        { "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", OX_CTE_BASE64, "w6nDqcOpw6nDqQ0K\r\n" },
        { "--=_boundary", OX_CTE_QUOTED_PRINTABLE, "=2D-=3D_boundary\r\n" },
        { "end \nend\t\n=", OX_CTE_QUOTED_PRINTABLE, "end=20\r\nend=09\r\n=3D\r\n" },
        { ".\nx=\xC3\xA9 and enough of plain text", OX_CTE_QUOTED_PRINTABLE,
          "=2E\r\nx=3D=C3=A9 and enough of plain text\r\n" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        const guint8 *text = (const guint8 *) cases[i].text;
        gsize n = strlen (cases[i].text);
        if (i != 5)
            assert_int_equal (ox_cte_for_text (text, n), cases[i].cte);
        g_autoptr (OxSink) sink = ox_sink_new_memory ();
        ox_encode_text (sink, cases[i].cte, text, n);
        ox_sink_write (sink, (const guint8 *) "", 1);
        g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
        assert_string_equal (g_bytes_get_data (bytes, NULL), cases[i].encoded);
    }
}

static void
base64_of_every_length (void **state)
{
    guint8 data[200];
    for (guint i = 0; i < sizeof data; i++)
        data[i] = (guint8) (i * 37);
    for (gsize n = 0; n <= sizeof data; n++) {
        g_autoptr (GBytes) bytes = g_bytes_new (data, n);
        g_autoptr (OxStream) stream = ox_stream_new_bytes (bytes);
        g_autoptr (OxSink) sink = ox_sink_new_memory ();
        assert_int_equal (ox_encode_base64 (sink, stream, NULL), n);
        ox_sink_write (sink, (const guint8 *) "", 1);
        g_autoptr (GBytes) out = ox_sink_steal_bytes (sink);
        gsize back_n = 0;
        g_autofree guchar *back = g_base64_decode (g_bytes_get_data (out, NULL), &back_n);
        assert_int_equal (back_n, n);
        if (n > 0)
            assert_memory_equal (back, data, n);
    }
}

/* With the processor's vectors and without, the same characters. */
static void
base64_by_vectors (void **state)
{
    guint8 data[256 + OX_BASE64_SLACK];
    for (guint i = 0; i < sizeof data; i++)
        data[i] = (guint8) (i * 167 + (i >> 3));
    for (gsize n = 0; n <= 256; n++) {
        guint8 vectors[(256 + 2) / 3 * 4 + OX_BASE64_SLACK] = { 0 };
        guint8 portable[sizeof vectors] = { 0 };
        gsize written = (gsize) (ox_base64_encode (vectors, data, n) - vectors);
        assert_int_equal (written, (n + 2) / 3 * 4);
        assert_int_equal (ox_base64_encode_portable (portable, data, n) - portable, written);
        assert_memory_equal (vectors, portable, written);
        g_autofree char *expected = g_base64_encode (data, n);
        assert_memory_equal (vectors, expected, written);
    }
}

/* --- whole files ------------------------------------------------------------------------------------- */

/* Only CRLF, no NUL, 7-bit, lines of at most 998: what every output but a
 * signed entity keeps to. */
static void
check_bytes (const char *path, GBytes *bytes)
{
    gsize n = 0;
    const guint8 *data = g_bytes_get_data (bytes, &n);
    gsize column = 0;
    for (gsize i = 0; i < n; i++) {
        gboolean crlf = data[i] == '\r' && i + 1 < n && data[i + 1] == '\n';
        if (data[i] == 0 || data[i] >= 0x80 || (data[i] == '\n' && (i == 0 || data[i - 1] != '\r'))
            || (data[i] == '\r' && !crlf))
            fail_msg ("%s: byte 0x%02x at %zu", path, data[i], i);
        column = data[i] == '\n' ? 0 : column + 1;
        if (column > 999)
            fail_msg ("%s: a line of %zu at %zu", path, column, i);
    }
    assert_true (n == 0 || data[n - 1] == '\n');
}

static GBytes *
convert (OxMessage *message, OxDiagnostics *d)
{
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    g_autoptr (GError) error = NULL;
    if (!ox_message_write_mime (message, sink, NULL, d, NULL, &error))
        fail_msg ("%s", error->message);
    return ox_sink_steal_bytes (sink);
}

/* GMime, an independent reader, finds the parts that the message has. */
static void
check_gmime (const char *path, OxMessage *message)
{
    g_autoptr (GError) error = NULL;
    GMimeMessage *mime = ox_message_to_mime (message, NULL, NULL, &error);
    if (mime == NULL)
        fail_msg ("%s: %s", path, error->message);
    assert_non_null (g_mime_message_get_mime_part (mime));
    assert_non_null (g_mime_object_get_header (GMIME_OBJECT (mime), "From"));
    assert_non_null (g_mime_message_get_message_id (mime));
    assert_non_null (g_mime_message_get_date (mime));
    g_object_unref (mime);
}

static void
check_file (const char *path)
{
    g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
    g_autoptr (OxMessage) message = ox_open_message (stream, NULL, NULL, NULL);
    if (message == NULL)
        return;
    g_autoptr (GBytes) first = convert (message, NULL);
    g_autoptr (OxMessage) again = ox_open_message (stream, NULL, NULL, NULL);
    g_autoptr (GBytes) second = convert (again, NULL);
    assert_true (g_bytes_equal (first, second));
    g_autofree char *klass = g_ascii_strdown (ox_message_get_class (message), -1);
    if (strstr (klass, "smime") == NULL)
        check_bytes (path, first);
    check_gmime (path, message);
}

static void
all_samples (void **state)
{
    g_autoptr (GPtrArray) files = testing_files (CORPUS);
    for (guint i = 0; i < files->len; i++)
        check_file (files->pdata[i]);
    assert_true (files->len > 40);
}

static void
all_real_files (void **state)
{
    g_autoptr (GPtrArray) files = testing_files (SHARED "/msg");
    if (files->len == 0) {
        print_message ("../shared is not there: skipped\n");
        skip ();
    }
    for (guint i = 0; i < files->len; i++)
        check_file (files->pdata[i]);
}

static GMimeMessage *
sample (const char *name)
{
    g_autofree char *path = g_build_filename (CORPUS, name, NULL);
    g_autoptr (OxStream) stream = ox_stream_new_path (path, NULL);
    g_autoptr (OxMessage) message = ox_open_message (stream, NULL, NULL, NULL);
    GMimeMessage *mime = ox_message_to_mime (message, NULL, NULL, NULL);
    assert_non_null (mime);
    return mime;
}

static void
the_plain_sample (void **state)
{
    GMimeMessage *m = sample ("good-plain.msg");
    assert_string_equal (g_mime_message_get_subject (m), "Ox-cart timetable, spring");
    InternetAddressList *to = g_mime_message_get_to (m);
    InternetAddress *bram = internet_address_list_get_address (to, 0);
    assert_string_equal (internet_address_get_name (bram), "Bram de Vriès");
    assert_string_equal (g_mime_object_get_header (GMIME_OBJECT (m), "X-Weather"), "fair");
    assert_string_equal (g_mime_object_get_header (GMIME_OBJECT (m), "Keywords"), "Carts, Spring");
    GMimeMultipart *mixed = GMIME_MULTIPART (g_mime_message_get_mime_part (m));
    assert_int_equal (g_mime_multipart_get_count (mixed), 2);
    GMimePart *file = GMIME_PART (g_mime_multipart_get_part (mixed, 1));
    assert_string_equal (g_mime_part_get_filename (file), "timetable übersicht.csv");
    g_object_unref (m);
}

static void
inline_is_what_the_html_shows (void **state)
{
    GMimeMessage *m = sample ("good-inline.msg");
    GMimeMultipart *mixed = GMIME_MULTIPART (g_mime_message_get_mime_part (m));
    GMimeObject *related = g_mime_multipart_get_part (mixed, 0);
    assert_true (g_mime_content_type_is_type (g_mime_object_get_content_type (related), "multipart",
                                              "related"));
    GMimeObject *ox = g_mime_multipart_get_part (GMIME_MULTIPART (related), 1);
    assert_string_equal (g_mime_object_get_content_id (ox), "ox@yard");
    GMimeObject *cow = g_mime_multipart_get_part (mixed, 1);
    assert_string_equal (g_mime_object_get_disposition (cow), "attachment");
    g_object_unref (m);
}

static void
ole_packages_give_their_file (void **state)
{
    GMimeMessage *m = sample ("good-ole-package.msg");
    GMimeMultipart *mixed = GMIME_MULTIPART (g_mime_message_get_mime_part (m));
    GMimePart *file = GMIME_PART (g_mime_multipart_get_part (mixed, 1));
    assert_string_equal (g_mime_part_get_filename (file), "note.txt");
    GMimeStream *content = g_mime_data_wrapper_get_stream (g_mime_part_get_content (file));
    assert_non_null (content);
    g_object_unref (m);
}

static GMimePart *
part_at (GMimeObject *multipart, int index)
{
    return GMIME_PART (g_mime_multipart_get_part (GMIME_MULTIPART (multipart), index));
}

static GBytes *
decoded (GMimePart *part)
{
    GMimeStream *out = g_mime_stream_mem_new ();
    g_mime_data_wrapper_write_to_stream (g_mime_part_get_content (part), out);
    GByteArray *array = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (out));
    GBytes *bytes = g_bytes_new (array->data, array->len);
    g_object_unref (out);
    return bytes;
}

/* MacBinary: for Macintosh computers both forks, for all others the file. */
static void
mac_files_are_taken_apart (void **state)
{
    static const guint8 name_and_dates[] = "Ox\x31\x30\xD6\x80\x31\x30\xD6\x81\0\0\0\0\0\0\0\0TEXTttxt\1\2";
    GMimeMessage *m = sample ("good-mac.msg");
    GMimeMultipart *mixed = GMIME_MULTIPART (g_mime_message_get_mime_part (m));
    GMimeObject *both = g_mime_multipart_get_part (mixed, 1);
    assert_true (g_mime_content_type_is_type (g_mime_object_get_content_type (both), "multipart", "appledouble"));
    g_autoptr (GBytes) header = decoded (part_at (both, 0));
    g_autoptr (GBytes) data = decoded (part_at (both, 1));
    gsize n = 0;
    const guint8 *p = g_bytes_get_data (header, &n);
    assert_int_equal (n, 26 + 5 * 12 + 2 + 16 + 32 + 4 + 5);
    assert_memory_equal (p, "\0\5\x16\7\0\2\0\0", 8);
    assert_memory_equal (p + 26 + 5 * 12, name_and_dates, sizeof name_and_dates - 1);
    assert_memory_equal (p + n - 5, "RSRC!", 5);
    assert_memory_equal (g_bytes_get_data (data, &n), "hay !\n", 6);
    assert_int_equal (n, 6);
    g_object_unref (m);
}

/* A picture that the HTML shows by its Content-Location, whole or relative to its Content-Base. */
static void
pictures_by_address_are_inline (void **state)
{
    GMimeMessage *m = sample ("good-location.msg");
    GMimeMultipart *mixed = GMIME_MULTIPART (g_mime_message_get_mime_part (m));
    GMimeObject *related = g_mime_multipart_get_part (mixed, 0);
    assert_int_equal (g_mime_multipart_get_count (GMIME_MULTIPART (related)), 3);
    assert_string_equal (g_mime_part_get_content_location (part_at (related, 1)),
                         "http://yard.example.org/ox.png?a=1&b=2");
    assert_string_equal (g_mime_object_get_header (GMIME_OBJECT (part_at (related, 2)), "Content-Base"),
                         "http://yard.example.org/");
    GMimeObject *cow = g_mime_multipart_get_part (mixed, 1);
    assert_true (g_mime_content_type_is_type (g_mime_object_get_content_type (cow), "image", "gif"));
    g_object_unref (m);
}

/* A message of a text property or two: what becomes of a field. */
static char *
field_of (OxKey key, const char *value, const char *headers, const char *name)
{
    g_autoptr (OxMessage) message = ox_message_new ();
    OxProps *props = ox_message_get_props (message);
    g_autoptr (OxProps) recipient = ox_props_new ();
    if (key == OX_TAG_EMAIL_ADDRESS) {
        ox_props_set_text (recipient, key, value);
        ox_props_set_text (recipient, OX_TAG_ADDRESS_TYPE, "SMTP");
        ox_message_take_recipient (message, ox_recipient_new (recipient));
    } else if (value != NULL) {
        ox_props_set_text (props, key, value);
    }
    if (headers != NULL)
        ox_props_set_text (props, OX_TAG_TRANSPORT_MESSAGE_HEADERS, headers);
    GMimeMessage *m = ox_message_to_mime (message, NULL, NULL, NULL);
    char *field = g_strdup (g_mime_object_get_header (GMIME_OBJECT (m), name));
    g_object_unref (m);
    return field;
}

static void
odd_local_parts_are_quoted (void **state)
{
    static const struct {
        const char *address;
        const char *field;
    } cases[] = {
        { "ada@example.org", "ada@example.org" },
        { "ada wagner/yard@example.org", "\"ada wagner/yard\"@example.org" },
        { "a@b@example.org", "\"a@b\"@example.org" },
        { "\"a b\"@example.org", "\"a b\"@example.org" },
        { "a\"b c@example.org", "\"a\\\"b c\"@example.org" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *to = field_of (OX_TAG_EMAIL_ADDRESS, cases[i].address, NULL, "To");
        assert_string_equal (to, cases[i].field);
    }
}

/* A stored date is kept where it is one date; else the one of a property, or that of 1970. */
static void
stored_dates (void **state)
{
    static const struct {
        const char *stored;
        gboolean kept;
    } cases[] = {
        { "Tue, 4 Mar 2014 10:00:00 +0100", TRUE },
        { "4 Mar 2014 10:00 GMT", TRUE },
        { "Tue,4 Mar 2014 10:00:00 +0100 (CET)", TRUE },
        { "4 Mar 14 10:00:00", TRUE },
        { "Tue, 4 Mar 2014 10:00:00 +0100 Wed, 5 Mar 2014 11:00:00 +0100", FALSE },
        { "Tue, 4 Mar 2014 10:00:00 +0100 (CET) (twice)", FALSE },
        { "yesterday", FALSE },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *block = g_strdup_printf ("Date: %s\r\n\r\n", cases[i].stored);
        g_autofree char *date = field_of (0, NULL, block, "Date");
        assert_int_equal (strcmp (date, cases[i].stored) == 0, cases[i].kept);
    }
}

/* A program that hands its store a message as MIME leaves the header in the skeleton. */
static void
the_header_of_a_skeleton (void **state)
{
    static const char skeleton[] = "X-Weather: fair\r\nImportance: high\r\nReceived: by yard\r\n"
                                   "Content-Type: text/plain\r\n\r\nX-Body: none\r\n";
    g_autoptr (OxMessage) message = ox_message_new ();
    g_autoptr (GBytes) bytes = g_bytes_new_static (skeleton, sizeof skeleton - 1);
    ox_props_set_bytes (ox_message_get_props (message), OX_TAG_MIME_SKELETON, bytes);
    g_autoptr (GBytes) mime = convert (message, NULL);
    g_autofree char *text = g_strndup (g_bytes_get_data (mime, NULL), g_bytes_get_size (mime));
    assert_non_null (strstr (text, "X-Weather: fair\r\n"));
    assert_non_null (strstr (text, "Received: by yard\r\n"));
    assert_null (strstr (text, "Importance:"));
    assert_null (strstr (text, "X-Body"));
}

static void
no_value_starts_a_line (void **state)
{
    g_autoptr (OxStream) stream = ox_stream_new_path (CORPUS "/bad-header-injection.msg", NULL);
    g_autoptr (OxMessage) message = ox_open_message (stream, NULL, NULL, NULL);
    g_autoptr (GBytes) bytes = convert (message, NULL);
    gsize n = 0;
    const char *text = g_bytes_get_data (bytes, &n);
    assert_non_null (g_strstr_len (text, (gssize) n, "X-Injected"));
    assert_null (g_strstr_len (text, (gssize) n, "\nX-Injected"));
}

/* Class 41: the field of a million recipients is a million times as long as that of one, and takes no more
 * than that. Address-book names lead to addresses elsewhere in the message, so each is looked for
 * among all. */
static void
a_million_recipients (void **state)
{
    enum { N = 1000000 };
    g_autoptr (OxMessage) message = ox_message_new ();
    g_autoptr (OxSink) sink = ox_sink_new_memory ();
    g_autoptr (GError) error = NULL;
    for (guint i = 0; i < N; i++) {
        g_autoptr (OxProps) props = ox_props_new ();
        g_autofree char *name = g_strdup_printf ("Name %u", i / 2);
        g_autofree char *address = g_strdup_printf ("a%u@example.org", i);
        g_autofree char *dn = g_strdup_printf ("/o=Yard/cn=%u", i / 2);
        ox_props_set_text (props, OX_TAG_DISPLAY_NAME, name);
        ox_props_set_text (props, OX_TAG_EMAIL_ADDRESS, dn);
        if (i % 2 == 0)
            ox_props_set_text (props, OX_TAG_SMTP_ADDRESS, address);
        ox_message_take_recipient (message, ox_recipient_new (props));
    }
    assert_true (ox_message_write_mime (message, sink, NULL, NULL, NULL, &error));
    g_autoptr (GBytes) bytes = ox_sink_steal_bytes (sink);
    gsize n = g_bytes_get_size (bytes);
    assert_true (n > 20u * N && n < 60u * N);
    g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), n);
    assert_non_null (strstr (text, "Name 499999 <a999998@example.org>, "
                                   "Name 499999 <a999998@example.org>\r\n"));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (unstructured_headers),
        cmocka_unit_test (long_headers_fold_and_come_back),
        cmocka_unit_test (words_are_never_encoded),
        cmocka_unit_test (phrases),
        cmocka_unit_test (parameters),
        cmocka_unit_test (stored_headers),
        cmocka_unit_test (transport_blocks),
        cmocka_unit_test (text_encodings),
        cmocka_unit_test (base64_of_every_length),
        cmocka_unit_test (base64_by_vectors),
        cmocka_unit_test (all_samples),
        cmocka_unit_test (all_real_files),
        cmocka_unit_test (the_plain_sample),
        cmocka_unit_test (inline_is_what_the_html_shows),
        cmocka_unit_test (ole_packages_give_their_file),
        cmocka_unit_test (mac_files_are_taken_apart),
        cmocka_unit_test (pictures_by_address_are_inline),
        cmocka_unit_test (odd_local_parts_are_quoted),
        cmocka_unit_test (stored_dates),
        cmocka_unit_test (the_header_of_a_skeleton),
        cmocka_unit_test (no_value_starts_a_line),
        cmocka_unit_test (a_million_recipients),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
