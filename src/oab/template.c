/* SPDX-License-Identifier: MIT */
#include "oab/template.h"

#include "base/builder.h"
#include "base/charset.h"
#include "base/diag.h"
#include "oab/layout.h"

#include <oxcart/error.h>
#include <oxcart/oab.h>
#include <string.h>

#define N_DISPLAY 7u
#define TMPLT_ENTRY_SIZE 32u
#define NAMES_STRUCT_SIZE 16u
#define MOST_FILE (64u << 20)
#define MOST_TEMPLATES 1024u
#define MOST_CONTROLS 4096u
#define TROW_SIZE 36u
#define TROW_SIZE_2 40u /* of dialogs of type 2: nothing is known of the last four bytes */

/* The order of the templates that show entries, [MS-OXOAB] 2.2. */
static const OxEntryKind display_order[N_DISPLAY] = {
    OX_ENTRY_USER, OX_ENTRY_LIST, OX_ENTRY_FORUM, OX_ENTRY_AGENT,
    OX_ENTRY_ORGANIZATION, OX_ENTRY_PRIVATE_LIST, OX_ENTRY_REMOTE_USER,
};

/* TMPLT_ENTRY, 2.2.2: offset 0 is for what is not there. */
typedef struct {
    guint32 o_dn, cb_dn;
    guint32 o_tmplt, cb_tmplt;
    guint32 o_script, cb_script;
    guint32 o_disp_name, cb_disp_name;
} TmpltEntry;

static TmpltEntry
tmplt_entry_read (OxSlice *s)
{
    TmpltEntry e;
    e.o_dn = ox_slice_u32 (s);
    e.cb_dn = ox_slice_u32 (s);
    e.o_tmplt = ox_slice_u32 (s);
    e.cb_tmplt = ox_slice_u32 (s);
    e.o_script = ox_slice_u32 (s);
    e.cb_script = ox_slice_u32 (s);
    e.o_disp_name = ox_slice_u32 (s);
    e.cb_disp_name = ox_slice_u32 (s);
    return e;
}

static gboolean
is_within (guint32 offset, guint32 n, guint64 size)
{
    return offset == 0 || (offset >= OAB_HDR_SIZE && (guint64) offset + n <= size);
}

gboolean
oab_template_sniff (OxStream *stream)
{
    guint8 bytes[OAB_HDR_SIZE + N_DISPLAY * TMPLT_ENTRY_SIZE];
    guint64 size = ox_stream_get_size (stream);
    guint n = 0;
    if (ox_stream_pread (stream, 0, bytes, sizeof bytes, NULL) != sizeof bytes)
        return FALSE;
    OxSlice s = ox_slice (bytes, sizeof bytes, 0);
    if (oab_hdr_read (&s).version != OAB_VERSION_DETAILS)
        return FALSE;
    for (guint i = 0; i < N_DISPLAY; i++) {
        TmpltEntry e = tmplt_entry_read (&s);
        if (!is_within (e.o_dn, e.cb_dn, size) || !is_within (e.o_tmplt, e.cb_tmplt, size)
            || !is_within (e.o_script, e.cb_script, size) || !is_within (e.o_disp_name, e.cb_disp_name, size))
            return FALSE;
        guint8 type[4];
        if (e.o_tmplt == 0 || ox_stream_pread (stream, e.o_tmplt, type, sizeof type, NULL) != sizeof type)
            continue;
        OxSlice t = ox_slice (type, sizeof type, 0);
        guint32 number = ox_slice_u32 (&t);
        n += number == 1 || number == 2;
    }
    return n > 0;
}

/* --- reading ------------------------------------------------------------------------------------------------ */

typedef struct {
    OxSlice file;
    guint codepage;
    OxDiagnostics *diagnostics;
    GPtrArray *templates;
} Reader;

static void
control_free (gpointer data)
{
    g_free (((OxOabControl *) data)->text);
    g_free (data);
}

static void
template_free (gpointer data)
{
    OxOabTemplate *t = data;
    g_free (t->dn);
    g_free (t->display_name);
    g_ptr_array_unref (t->controls);
    g_clear_pointer (&t->script, g_bytes_unref);
    g_free (t);
}

static char *
decode (const Reader *r, OxSlice s)
{
    gsize length = 0;
    guint n_bad = 0;
    OxSlice text = ox_slice_take (&s, ox_slice_strnlen (&s));
    char *decoded = ox_charset_decode (r->codepage, text, &length, &n_bad);
    return decoded != NULL ? decoded : ox_charset_decode (1252, text, &length, &n_bad);
}

/* What an offset and a size lead to; nothing where that is not all within the file. */
static gboolean
part_of (const Reader *r, guint32 offset, guint32 n, OxSlice *part)
{
    if (offset == 0 || n == 0)
        return FALSE;
    OxSlice s = ox_slice_at (&r->file, offset);
    *part = ox_slice_take (&s, n);
    if (ox_slice_ok (part))
        return TRUE;
    ox_diag (r->diagnostics, OX_DIAG_OAB_VALUE, offset, "a part of a template is not within the file");
    return FALSE;
}

/* TRow, [MS-OXOABKT] 2.2.2.1.2. */
static void
read_control (const Reader *r, const OxSlice *set, OxSlice row, OxOabTemplate *t)
{
    OxOabControl *c = g_new0 (OxOabControl, 1);
    c->x = ox_slice_u32 (&row);
    c->width = ox_slice_u32 (&row);
    c->y = ox_slice_u32 (&row);
    c->height = ox_slice_u32 (&row);
    c->type = ox_slice_u32 (&row);
    c->flags = ox_slice_u32 (&row);
    c->tag = ox_slice_u32 (&row);
    c->size = ox_slice_u32 (&row);
    guint32 offset = ox_slice_u32 (&row);
    OxSlice text = ox_slice_at (set, offset);
    if (offset < 8 || !ox_slice_ok (&text))
        text = ox_slice (NULL, 0, 0);
    c->text = decode (r, text);
    g_ptr_array_add (t->controls, c);
}

static void
read_controls (const Reader *r, OxSlice set, OxOabTemplate *t)
{
    OxSlice s = set;
    guint32 type = ox_slice_u32 (&s);
    guint32 n = ox_slice_u32 (&s);
    guint32 size = type == 2 ? TROW_SIZE_2 : TROW_SIZE;
    if (type != 1 && type != 2)
        ox_diag (r->diagnostics, OX_DIAG_OAB_VALUE, set.at, "a template of type %u", type);
    for (guint32 i = 0; i < n; i++) {
        OxSlice row = ox_slice_take (&s, size);
        if (!ox_slice_ok (&row) || i >= MOST_CONTROLS) {
            ox_diag (r->diagnostics, OX_DIAG_OAB_VALUE, set.at, "%u controls of a template are not there", n - i);
            return;
        }
        read_control (r, &set, row, t);
    }
}

static void
read_template (Reader *r, const TmpltEntry *e, gboolean is_creation, OxEntryKind kind)
{
    OxSlice part;
    if (e->o_tmplt == 0 && e->o_dn == 0 && e->o_script == 0)
        return; /* there is none for this kind */
    OxOabTemplate *t = g_new0 (OxOabTemplate, 1);
    t->is_creation = is_creation;
    t->kind = kind;
    t->controls = g_ptr_array_new_with_free_func (control_free);
    if (part_of (r, e->o_dn, e->cb_dn, &part))
        t->dn = decode (r, part);
    if (part_of (r, e->o_disp_name, e->cb_disp_name, &part))
        t->display_name = decode (r, part);
    if (part_of (r, e->o_tmplt, e->cb_tmplt, &part))
        read_controls (r, part, t);
    if (part_of (r, e->o_script, e->cb_script, &part))
        t->script = g_bytes_new (ox_slice_data (&part), part.left);
    g_ptr_array_add (r->templates, t);
}

static void
read_all (Reader *r)
{
    OxSlice s = r->file;
    oab_hdr_read (&s);
    for (guint i = 0; i < N_DISPLAY; i++) {
        TmpltEntry e = tmplt_entry_read (&s);
        read_template (r, &e, FALSE, display_order[i]);
    }
    ox_slice_skip (&s, NAMES_STRUCT_SIZE);
    guint32 n = ox_slice_u32 (&s);
    for (guint32 i = 0; i < n && ox_slice_ok (&s); i++) {
        TmpltEntry e = tmplt_entry_read (&s);
        if (!ox_slice_ok (&s) || i >= MOST_TEMPLATES)
            ox_diag (r->diagnostics, OX_DIAG_OAB_VALUE, s.at, "%u templates of addresses are not there", n - i);
        if (!ox_slice_ok (&s) || i >= MOST_TEMPLATES)
            return;
        read_template (r, &e, TRUE, OX_ENTRY_USER);
    }
}

GPtrArray *
ox_oab_templates_read (OxStream *stream, OxOptions *options, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (OxStream) inner = ox_oab_open_uncompressed (stream, options, diagnostics, error);
    if (inner == NULL)
        return NULL;
    if (!oab_template_sniff (inner)) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_FORMAT, "no file of display templates");
        return NULL;
    }
    g_autoptr (GBytes) bytes = ox_stream_read_bytes (inner, 0, MOST_FILE, error);
    if (bytes == NULL)
        return NULL;
    Reader r = { ox_slice_from_bytes (bytes), ox_options_get_codepage (options), diagnostics,
                 g_ptr_array_new_with_free_func (template_free) };
    read_all (&r);
    return r.templates;
}

/* --- writing ------------------------------------------------------------------------------------------------ */

typedef struct {
    guint32 type;
    guint32 tag;
    const char *text;
} PlainControl;

#define LABEL(text) { 0, 0, text }
#define EDIT(tag) { 1, tag, "*" }

static const PlainControl person_page[] = {
    { 8, 0, "General" },
    LABEL ("&Name:"),         EDIT (0x3001001E), LABEL ("&First:"),    EDIT (0x3A06001E),
    LABEL ("&Last:"),         EDIT (0x3A11001E), LABEL ("&Alias:"),    EDIT (0x3A00001E),
    LABEL ("&Title:"),        EDIT (0x3A17001E), LABEL ("&Company:"),  EDIT (0x3A16001E),
    LABEL ("&Department:"),   EDIT (0x3A18001E), LABEL ("&Office:"),   EDIT (0x3A19001E),
    LABEL ("&Phone:"),        EDIT (0x3A08001E), LABEL ("&Mobile:"),   EDIT (0x3A1C001E),
    { 8, 0, "E-mail Addresses" },
    { 0xB, 0x800F101E, "*" },
};
static const PlainControl list_page[] = {
    { 8, 0, "General" },
    LABEL ("&Name:"),         EDIT (0x3001001E), LABEL ("&Alias:"),    EDIT (0x3A00001E),
    LABEL ("&Notes:"),        EDIT (0x3004001E), LABEL ("&Members:"),  { 2, 0x8009000D, "*" },
    { 8, 0, "E-mail Addresses" },
    { 0xB, 0x800F101E, "*" },
};

/* TRowSet: two controls a line, labels at the left. */
static GBytes *
plain_template (const PlainControl *controls, guint n)
{
    g_auto (OxBuilder) b = { NULL };
    g_autoptr (GString) texts = g_string_new (NULL);
    guint32 y = 0;
    ox_builder_init (&b);
    ox_builder_u32 (&b, 1);
    ox_builder_u32 (&b, n);
    for (guint i = 0; i < n; i++) {
        const PlainControl *c = &controls[i];
        gboolean is_page = c->type == 8;
        y = is_page ? 12 : y;
        ox_builder_u32 (&b, is_page ? 0 : c->type == 0 ? 6 : 107);
        ox_builder_u32 (&b, is_page ? 0 : c->type == 0 ? 100 : 250);
        ox_builder_u32 (&b, is_page ? 0 : y);
        ox_builder_u32 (&b, is_page ? 0 : c->type == 1 || c->type == 0 ? 12 : 100);
        ox_builder_u32 (&b, c->type);
        ox_builder_u32 (&b, c->type == 1 ? 0x20 : 0);
        ox_builder_u32 (&b, c->tag);
        ox_builder_u32 (&b, c->type == 1 ? 256 : 0);
        ox_builder_u32 (&b, 8 + n * TROW_SIZE + (guint32) texts->len);
        g_string_append_len (texts, c->text, (gssize) strlen (c->text) + 1);
        y += !is_page && c->type != 0 ? 18 : 0;
    }
    ox_builder_bytes (&b, (const guint8 *) texts->str, texts->len);
    return ox_builder_finish (&b);
}

void
ox_oab_write_template (OxSink *sink)
{
    g_auto (OxBuilder) b = { NULL };
    g_autoptr (GBytes) person = plain_template (person_page, G_N_ELEMENTS (person_page));
    g_autoptr (GBytes) list = plain_template (list_page, G_N_ELEMENTS (list_page));
    guint32 first = OAB_HDR_SIZE + N_DISPLAY * TMPLT_ENTRY_SIZE + NAMES_STRUCT_SIZE + 4;
    guint32 n_person = (guint32) g_bytes_get_size (person);
    guint32 n_list = (guint32) g_bytes_get_size (list);
    ox_builder_init (&b);
    ox_builder_u32 (&b, OAB_VERSION_DETAILS);
    ox_builder_u32 (&b, 0);
    ox_builder_u32 (&b, 0);
    for (guint i = 0; i < N_DISPLAY; i++) {
        OxEntryKind kind = display_order[i];
        gboolean is_list = kind == OX_ENTRY_LIST || kind == OX_ENTRY_AGENT;
        gboolean none = kind == OX_ENTRY_ORGANIZATION || kind == OX_ENTRY_PRIVATE_LIST;
        ox_builder_zeros (&b, 8);
        ox_builder_u32 (&b, none ? 0 : is_list ? first + n_person : first);
        ox_builder_u32 (&b, none ? 0 : is_list ? n_list : n_person);
        ox_builder_zeros (&b, 16);
    }
    ox_builder_zeros (&b, NAMES_STRUCT_SIZE + 4); /* no names, no address creation templates */
    ox_sink_write (sink, b.bytes->data, b.bytes->len);
    ox_sink_write (sink, g_bytes_get_data (person, NULL), n_person);
    ox_sink_write (sink, g_bytes_get_data (list, NULL), n_list);
}
