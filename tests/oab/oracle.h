/* SPDX-License-Identifier: MIT
 *
 * libmspack, which decodes what we encode. Everything happens in memory.
 */
#ifndef OX_TESTS_OAB_ORACLE_H
#define OX_TESTS_OAB_ORACLE_H

#include <glib.h>
#include <mspack.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* File names are pointers to these. */
typedef struct {
    struct mspack_file base;
    GByteArray *bytes;
    gsize at;
} OracleFile;

static struct mspack_file *
oracle_open (struct mspack_system *self, const char *name, int mode)
{
    OracleFile *file = (OracleFile *) (gpointer) name;
    file->at = 0;
    return &file->base;
}

static void
oracle_close (struct mspack_file *file)
{
}

static int
oracle_read (struct mspack_file *base, void *buffer, int n)
{
    OracleFile *file = (OracleFile *) base;
    gsize got = MIN ((gsize) n, file->bytes->len - file->at);
    if (got > 0)
        memcpy (buffer, file->bytes->data + file->at, got);
    file->at += got;
    return (int) got;
}

static int
oracle_write (struct mspack_file *base, void *buffer, int n)
{
    g_byte_array_append (((OracleFile *) base)->bytes, buffer, (guint) n);
    return n;
}

static int
oracle_seek (struct mspack_file *base, off_t offset, int mode)
{
    OracleFile *file = (OracleFile *) base;
    gint64 from = mode == MSPACK_SYS_SEEK_START ? 0 : mode == MSPACK_SYS_SEEK_CUR ? (gint64) file->at : (gint64) file->bytes->len;
    if (from + offset < 0 || from + offset > (gint64) file->bytes->len)
        return -1;
    file->at = (gsize) (from + offset);
    return 0;
}

static off_t
oracle_tell (struct mspack_file *file)
{
    return (off_t) ((OracleFile *) file)->at;
}

static void
oracle_message (struct mspack_file *file, const char *format, ...)
{
}

static void *
oracle_alloc (struct mspack_system *self, size_t n)
{
    return g_malloc (n);
}

static void
oracle_copy (void *from, void *to, size_t n)
{
    memcpy (to, from, n);
}

static struct mspack_system oracle_system = { oracle_open,    oracle_close, oracle_read,  oracle_write, oracle_seek,
                                              oracle_tell,    oracle_message, oracle_alloc, g_free,       oracle_copy,
                                              NULL };

/* A compressed file, or a patch where `base` is not NULL, decompressed; NULL where libmspack refuses. */
static inline GBytes *
oracle_decompress (GBytes *compressed, GBytes *base)
{
    gsize n = 0, n_base = 0;
    OracleFile in = { { 0 }, g_byte_array_new (), 0 }, out = { { 0 }, g_byte_array_new (), 0 };
    OracleFile old = { { 0 }, g_byte_array_new (), 0 };
    const guint8 *data = g_bytes_get_data (compressed, &n);
    g_byte_array_append (in.bytes, data, (guint) n);
    if (base != NULL) {
        data = g_bytes_get_data (base, &n_base);
        g_byte_array_append (old.bytes, data, (guint) n_base);
    }
    struct msoab_decompressor *d = mspack_create_oab_decompressor (&oracle_system);
    int status = base == NULL ? d->decompress (d, (const char *) &in, (const char *) &out)
                              : d->decompress_incremental (d, (const char *) &in, (const char *) &old, (const char *) &out);
    mspack_destroy_oab_decompressor (d);
    g_byte_array_unref (in.bytes);
    g_byte_array_unref (old.bytes);
    GBytes *bytes = g_byte_array_free_to_bytes (out.bytes);
    if (status == MSPACK_ERR_OK)
        return bytes;
    g_bytes_unref (bytes);
    return NULL;
}

#endif
