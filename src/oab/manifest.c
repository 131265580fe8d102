/* SPDX-License-Identifier: MIT
 *
 * The manifest "oab.xml": the lists of an address book, their files and generations, [MS-OXWOAB].
 */
#include "base/diag.h"
#include "oab/container.h"
#include "oab/xml.h"

#include <oxcart/error.h>
#include <oxcart/oab.h>
#include <string.h>

#define MOST_BYTES (16u << 20)
#define MOST_LISTS 4096u
#define MOST_FILES 65536u
#define CHUNK (256u << 10)

struct _OxOabManifest {
    gatomicrefcount refs;
    GPtrArray *lists; /* of OxOabList */
};

G_DEFINE_BOXED_TYPE (OxOabManifest, ox_oab_manifest, ox_oab_manifest_ref, ox_oab_manifest_unref)

/* The elements of a list, 3.1.5, and the version of what they hold. */
static const struct {
    const char *element;
    guint32 version;
} kinds[] = { { "Full", 32 }, { "Template", 7 }, { "Diff", 32 } };

static void
file_free (gpointer data)
{
    OxOabFile *file = data;
    g_free (file->name);
    g_free (file->sha1);
    g_free (file->type);
    g_free (file);
}

static void
list_free (gpointer data)
{
    OxOabList *list = data;
    g_free (list->id);
    g_free (list->dn);
    g_free (list->name);
    g_ptr_array_unref (list->files);
    g_free (list);
}

OxOabManifest *
ox_oab_manifest_new (void)
{
    OxOabManifest *manifest = g_new0 (OxOabManifest, 1);
    g_atomic_ref_count_init (&manifest->refs);
    manifest->lists = g_ptr_array_new_with_free_func (list_free);
    return manifest;
}

OxOabManifest *
ox_oab_manifest_ref (OxOabManifest *manifest)
{
    g_atomic_ref_count_inc (&manifest->refs);
    return manifest;
}

void
ox_oab_manifest_unref (OxOabManifest *manifest)
{
    if (!g_atomic_ref_count_dec (&manifest->refs))
        return;
    g_ptr_array_unref (manifest->lists);
    g_free (manifest);
}

guint
ox_oab_manifest_get_n_lists (OxOabManifest *manifest)
{
    return manifest->lists->len;
}

const OxOabList *
ox_oab_manifest_get_list (OxOabManifest *manifest, guint index)
{
    g_return_val_if_fail (index < manifest->lists->len, NULL);
    return manifest->lists->pdata[index];
}

void
ox_oab_manifest_add_list (OxOabManifest *manifest, const char *id, const char *dn, const char *name)
{
    OxOabList *list = g_new0 (OxOabList, 1);
    list->id = g_strdup (id);
    list->dn = g_strdup (dn);
    list->name = g_strdup (name);
    list->files = g_ptr_array_new_with_free_func (file_free);
    g_ptr_array_add (manifest->lists, list);
}

void
ox_oab_manifest_add_file (OxOabManifest *manifest, const OxOabFile *file)
{
    g_return_if_fail (manifest->lists->len > 0);
    OxOabList *list = manifest->lists->pdata[manifest->lists->len - 1];
    OxOabFile *copy = g_memdup2 (file, sizeof *file);
    copy->name = g_strdup (file->name);
    copy->sha1 = g_strdup (file->sha1);
    copy->type = g_strdup (file->type);
    g_ptr_array_add (list->files, copy);
}

/* --- reading ------------------------------------------------------------------------------------------------ */

typedef struct {
    XmlReader xml;
    OxOabManifest *manifest;
    OxDiagnostics *diagnostics;
    guint depth;       /* 1 within OAB, 2 within OAL, 3 within a file */
    OxOabFile *file;   /* the one that is read */
    guint n_files;
} Parser;

static guint64
number_of (const XmlReader *xml, const char *name, guint base, guint64 most)
{
    guint64 number = 0;
    const char *text = xml_attribute (xml, name);
    return text != NULL && g_ascii_string_to_unsigned (text, base, 0, most, &number, NULL) ? number : 0;
}

static const char *
text_of (const XmlReader *xml, const char *name)
{
    const char *text = xml_attribute (xml, name);
    return text != NULL ? text : "";
}

static void
start_file (Parser *p)
{
    const XmlReader *xml = &p->xml;
    const char *sha1 = xml_attribute (xml, "SHA");
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
        if (strcmp (xml->name->str, kinds[i].element) != 0)
            continue;
        p->file = g_new0 (OxOabFile, 1);
        p->file->kind = (OxOabFileKind) i;
        p->file->sequence = (guint32) number_of (xml, "seq", 10, G_MAXUINT32);
        p->file->version = (guint32) number_of (xml, "ver", 10, G_MAXUINT32);
        p->file->size = number_of (xml, "size", 10, G_MAXUINT64);
        p->file->uncompressed_size = number_of (xml, "uncompressedsize", 10, G_MAXUINT64);
        p->file->langid = (guint32) number_of (xml, "langid", 16, G_MAXUINT32);
        p->file->type = g_strdup (xml_attribute (xml, "type"));
        p->file->sha1 = sha1 != NULL ? g_ascii_strdown (sha1, -1) : NULL;
        if (p->file->version != kinds[i].version)
            ox_diag (p->diagnostics, OX_DIAG_OAB_MANIFEST, xml->rest.at, "a %s of version %u", kinds[i].element,
                     p->file->version);
        return;
    }
}

static gboolean
start_element (Parser *p, GError **error)
{
    const char *expected[] = { "OAB", "OAL" };
    p->depth++;
    if (p->depth <= 2 && strcmp (p->xml.name->str, expected[p->depth - 1]) != 0) {
        g_set_error (error, OX_ERROR, OX_ERROR_FORMAT, "no manifest of an address book: <%s>", p->xml.name->str);
        return FALSE;
    }
    if (p->depth > 3 || p->manifest->lists->len >= MOST_LISTS || ++p->n_files > MOST_FILES) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_LIMIT, "a manifest of more than can be");
        return FALSE;
    }
    if (p->depth == 2)
        ox_oab_manifest_add_list (p->manifest, text_of (&p->xml, "id"), text_of (&p->xml, "dn"),
                                  text_of (&p->xml, "name"));
    else if (p->depth == 3)
        start_file (p);
    return TRUE;
}

/* A name that leads out of its folder is no name. */
static gboolean
is_plain_name (const char *name)
{
    return *name != '\0' && *name != '.' && strpbrk (name, "/\\:") == NULL;
}

static void
end_element (Parser *p)
{
    if (p->depth > 0)
        p->depth--;
    if (p->file == NULL)
        return;
    if (p->file->name != NULL && is_plain_name (p->file->name)) {
        OxOabList *list = p->manifest->lists->pdata[p->manifest->lists->len - 1];
        g_ptr_array_add (list->files, g_steal_pointer (&p->file));
        return;
    }
    ox_diag (p->diagnostics, OX_DIAG_OAB_MANIFEST, p->xml.rest.at, "a file has no name that can be used");
    g_clear_pointer (&p->file, file_free);
}

static gboolean
parse (Parser *p, GError **error)
{
    for (;;) {
        switch (xml_next (&p->xml)) {
        case XML_START:
            if (!start_element (p, error))
                return FALSE;
            break;
        case XML_END:
            end_element (p);
            break;
        case XML_TEXT:
            if (p->file != NULL && p->file->name == NULL)
                p->file->name = g_strstrip (g_strdup (p->xml.text->str));
            break;
        case XML_DONE:
            return TRUE;
        default:
            g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED, p->xml.why);
            return FALSE;
        }
    }
}

OxOabManifest *
ox_oab_manifest_parse (GBytes *bytes, OxDiagnostics *diagnostics, GError **error)
{
    g_autoptr (OxOabManifest) manifest = ox_oab_manifest_new ();
    Parser p = { .manifest = manifest, .diagnostics = diagnostics };
    if (g_bytes_get_size (bytes) > MOST_BYTES) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_LIMIT, "the manifest is too large");
        return NULL;
    }
    xml_init (&p.xml, ox_slice_from_bytes (bytes));
    gboolean ok = parse (&p, error);
    g_clear_pointer (&p.file, file_free);
    xml_clear (&p.xml);
    if (ok && manifest->lists->len == 0) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_FORMAT, "the manifest names no list");
        return NULL;
    }
    return ok ? g_steal_pointer (&manifest) : NULL;
}

/* --- generations ------------------------------------------------------------------------------------------- */

/* Patches need not be in order, [MS-OXWOAB] 4. */
static OxOabFile *
find_file (const OxOabList *list, OxOabFileKind kind, guint32 sequence)
{
    for (guint i = 0; i < list->files->len; i++) {
        OxOabFile *file = list->files->pdata[i];
        if (file->kind == kind && (sequence == 0 || file->sequence == sequence))
            return file;
    }
    return NULL;
}

GPtrArray *
ox_oab_list_plan (const OxOabList *list, guint32 sequence)
{
    GPtrArray *plan = g_ptr_array_new ();
    OxOabFile *full = find_file (list, OX_OAB_FULL, 0);
    if (full == NULL || full->sequence == sequence)
        return plan;
    for (guint32 next = sequence; sequence > 0 && next < full->sequence; next++) {
        OxOabFile *diff = find_file (list, OX_OAB_DIFF, next + 1);
        if (diff == NULL) {
            g_ptr_array_set_size (plan, 0);
            break;
        }
        g_ptr_array_add (plan, diff);
    }
    if (plan->len == 0)
        g_ptr_array_add (plan, full);
    return plan;
}

char *
ox_oab_sha1 (OxStream *stream, GError **error)
{
    g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
    for (guint64 at = 0; at < ox_stream_get_size (stream);) {
        g_autoptr (GBytes) bytes = ox_stream_read_bytes (stream, at, CHUNK, error);
        if (bytes == NULL)
            return NULL;
        gsize n = 0;
        const guint8 *data = g_bytes_get_data (bytes, &n);
        if (n == 0)
            break;
        g_checksum_update (sum, data, (gssize) n);
        at += n;
    }
    return g_strdup (g_checksum_get_string (sum));
}

/* The size of what is in a file; of a patch, of what it makes. */
static gboolean
uncompressed_size (const OxOabFile *file, OxStream *stream, OxDiagnostics *d, guint64 *size, GError **error)
{
    OxOabPatchInfo info;
    if (file->kind == OX_OAB_DIFF) {
        if (!ox_oab_patch_info (stream, &info, error))
            return FALSE;
        *size = info.target_size;
        return TRUE;
    }
    g_autoptr (OxStream) inner = ox_oab_open_uncompressed (stream, NULL, d, error);
    if (inner == NULL)
        return FALSE;
    *size = ox_stream_get_size (inner);
    return TRUE;
}

gboolean
ox_oab_check_file (const OxOabFile *file, OxStream *stream, OxDiagnostics *diagnostics, GError **error)
{
    guint64 size = 0;
    g_autofree char *sha1 = ox_oab_sha1 (stream, error);
    if (sha1 == NULL)
        return FALSE;
    if (ox_stream_get_size (stream) != file->size)
        ox_diag (diagnostics, OX_DIAG_OAB_MANIFEST, OX_DIAG_NO_OFFSET,
                 "%s has %" G_GUINT64_FORMAT " bytes, not %" G_GUINT64_FORMAT, file->name,
                 ox_stream_get_size (stream), file->size);
    if (file->sha1 == NULL || strcmp (sha1, file->sha1) != 0)
        ox_diag (diagnostics, OX_DIAG_OAB_MANIFEST, OX_DIAG_NO_OFFSET, "%s has the SHA-1 %s, not %s", file->name,
                 sha1, file->sha1 != NULL ? file->sha1 : "(none)");
    if (!uncompressed_size (file, stream, diagnostics, &size, error))
        return FALSE;
    if (size != file->uncompressed_size)
        ox_diag (diagnostics, OX_DIAG_OAB_MANIFEST, OX_DIAG_NO_OFFSET,
                 "%s gives %" G_GUINT64_FORMAT " bytes, not %" G_GUINT64_FORMAT, file->name, size,
                 file->uncompressed_size);
    return TRUE;
}

/* --- writing ------------------------------------------------------------------------------------------------ */

static void
write_file (const OxOabFile *file, OxSink *sink)
{
    const char *element = kinds[file->kind].element;
    g_autofree char *name = g_markup_escape_text (file->name, -1);
    g_autofree char *head = g_strdup_printf (
        "    <%s seq=\"%u\" ver=\"%u\" size=\"%" G_GUINT64_FORMAT "\" uncompressedsize=\"%" G_GUINT64_FORMAT
        "\" SHA=\"%s\"",
        element, file->sequence, file->version, file->size, file->uncompressed_size,
        file->sha1 != NULL ? file->sha1 : "");
    ox_sink_puts (sink, head);
    if (file->kind == OX_OAB_TEMPLATE) {
        g_autofree char *type = g_markup_escape_text (file->type != NULL ? file->type : "windows", -1);
        g_autofree char *more = g_strdup_printf (" langid=\"%04x\" type=\"%s\"", file->langid, type);
        ox_sink_puts (sink, more);
    }
    g_autofree char *tail = g_strdup_printf (">%s</%s>\n", name, element);
    ox_sink_puts (sink, tail);
}

void
ox_oab_manifest_write (OxOabManifest *manifest, OxSink *sink)
{
    ox_sink_puts (sink, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OAB>\n");
    for (guint i = 0; i < manifest->lists->len; i++) {
        const OxOabList *list = manifest->lists->pdata[i];
        g_autofree char *head = g_markup_printf_escaped ("  <OAL id=\"%s\" dn=\"%s\" name=\"%s\">\n", list->id,
                                                         list->dn, list->name);
        ox_sink_puts (sink, head);
        for (guint j = 0; j < list->files->len; j++)
            write_file (list->files->pdata[j], sink);
        ox_sink_puts (sink, "  </OAL>\n");
    }
    ox_sink_puts (sink, "</OAB>\n");
}
