/* SPDX-License-Identifier: MIT
 *
 * RTF that was composed as RTF to plain text.
 */
#include "convert/body/rtf-field.h"
#include "convert/body/rtf-read.h"

#include <string.h>

typedef struct {
    GString *out;
    OxRtfFields fields;
    guint n_places;
} Text;

static void
put (OxRtfReader *r, const char *text, gsize n)
{
    Text *t = r->user;
    if (ox_rtf_reader_may_grow (r, t->out->len, n))
        g_string_append_len (t->out, text, (gssize) n);
}

static void
put_line (OxRtfReader *r)
{
    put (r, "\r\n", 2);
}

static void
put_text (OxRtfReader *r, const char *text, gsize n)
{
    Text *t = r->user;
    OxRtfField *field = ox_rtf_fields_top (&t->fields);
    if (r->state.dest == OX_RTF_DEST_INSTRUCTION) {
        if (field != NULL)
            ox_rtf_field_add (field, text, n);
        return;
    }
    if (r->state.dest == OX_RTF_DEST_PICTURE)
        return;
    if (field != NULL)
        ox_rtf_field_show (field, text, n);
    put (r, text, n);
}

static void
put_place (OxRtfReader *r)
{
    Text *t = r->user;
    g_autofree char *name = NULL;
    guint ordinal = t->n_places++;
    if (r->options->place == NULL)
        return;
    g_autofree char *cid = r->options->place (r->options->user_data, ordinal, &name);
    if (name == NULL)
        return;
    put (r, "[", 1);
    put (r, name, strlen (name));
    put (r, "]", 1);
}

/* The tab behind the last cell of a row separates nothing. */
static void
end_row (OxRtfReader *r)
{
    Text *t = r->user;
    if (t->out->len > 0 && t->out->str[t->out->len - 1] == '\t')
        g_string_truncate (t->out, t->out->len - 1);
    put_line (r);
}

static void
put_break (OxRtfReader *r, OxRtfBreak what)
{
    OxRtfDest dest = r->state.dest;
    if (dest == OX_RTF_DEST_INSTRUCTION || dest == OX_RTF_DEST_PICTURE)
        return;
    switch (what) {
    case OX_RTF_BREAK_TAB:
        if (dest == OX_RTF_DEST_MARKER)
            put (r, " ", 1);
        else
            put (r, "\t", 1);
        break;
    case OX_RTF_BREAK_CELL:
    case OX_RTF_BREAK_NEST_CELL:
        put (r, "\t", 1);
        break;
    case OX_RTF_BREAK_ROW:
    case OX_RTF_BREAK_NEST_ROW:
        end_row (r);
        break;
    case OX_RTF_BREAK_ATTACHMENT:
        put_place (r);
        break;
    default:
        if (dest != OX_RTF_DEST_MARKER)
            put_line (r);
        break;
    }
}

static void
enter (OxRtfReader *r, OxRtfDest dest)
{
    Text *t = r->user;
    OxRtfField *field;
    if (dest == OX_RTF_DEST_FIELD)
        ox_rtf_fields_push (&t->fields);
    else if (dest == OX_RTF_DEST_RESULT && (field = ox_rtf_fields_top (&t->fields)) != NULL)
        ox_rtf_field_parse (field);
    else if (dest == OX_RTF_DEST_FOOTNOTE)
        put (r, " [", 2);
}

static void
end_field (OxRtfReader *r)
{
    Text *t = r->user;
    OxRtfField *field = ox_rtf_fields_top (&t->fields);
    if (field == NULL || t->fields.too_deep > 0)
        return;
    ox_rtf_field_parse (field);
    if (field->symbol != 0 && field->shown->len == 0) {
        char utf8[6];
        put (r, utf8, (gsize) g_unichar_to_utf8 (field->symbol, utf8));
    }
    if (field->url != NULL && !ox_rtf_field_says_url (field)) {
        put (r, field->shown->len > 0 ? " <" : "<", field->shown->len > 0 ? 2 : 1);
        put (r, field->url, strlen (field->url));
        put (r, ">", 1);
    }
}

static void
leave (OxRtfReader *r, OxRtfDest dest)
{
    Text *t = r->user;
    if (dest == OX_RTF_DEST_FIELD) {
        end_field (r);
        ox_rtf_fields_pop (&t->fields);
    } else if (dest == OX_RTF_DEST_FOOTNOTE) {
        put (r, "]", 1);
    }
}

static const OxRtfConsumer consumer = {
    .text = put_text,
    .line_break = put_break,
    .enter = enter,
    .leave = leave,
    .native = TRUE,
};

GString *
ox_rtf_convert_text (OxSlice rtf, const OxRtfOptions *options, OxRtfInfo *info)
{
    OxRtfReader r;
    Text t = { .out = g_string_sized_new (MIN (rtf.left / 2, 1u << 20)) };
    ox_rtf_fields_init (&t.fields);
    ox_rtf_reader_init (&r, rtf, options, &consumer, &t);
    ox_rtf_reader_run (&r);
    info->codepage = r.page;
    info->n_places = t.n_places;
    ox_rtf_reader_clear (&r);
    ox_rtf_fields_clear (&t.fields);
    if (t.out->len >= 2 && strcmp (&t.out->str[t.out->len - 2], "\r\n") == 0)
        g_string_truncate (t.out, t.out->len - 2);
    return t.out;
}
