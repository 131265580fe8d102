/* SPDX-License-Identifier: MIT
 *
 * Scripts that make an address of what was typed into a dialog, [MS-OXOABKT] 2.2.2.2. They jump, so they
 * may loop: the number of steps and the length of the address are limited.
 */
#include "base/slice.h"
#include "base/charset.h"

#include <oxcart/error.h>
#include <oxcart/oab.h>
#include <string.h>

#define MOST_STEPS 10000u
#define MOST_ADDRESS (64u << 10)

typedef enum {
    OP_HALT = 0,
    OP_ERROR = 1,
    OP_EMIT_PROPERTY = 2,
    OP_JUMP = 3,
    OP_JUMP_MISSING = 4,
    OP_JUMP_EQUAL_PROPERTIES = 5,
    OP_EMIT_UPPER_PROPERTY = 6,
    OP_JUMP_EQUAL_VALUE = 0x40000005,
    OP_EMIT_STRING = 0x80000002,
    OP_EMIT_UPPER_STRING = 0x80000006
} Op;

typedef struct {
    OxSlice data; /* ScriptData: offsets count from its beginning */
    OxSlice at;
    OxProps *props;
    GString *out;
} Script;

/* The number of instructions stands first as a rule; some writers leave it out. */
static OxSlice
script_data (GBytes *script)
{
    OxSlice s = ox_slice_from_bytes (script);
    OxSlice counted = s;
    guint64 n = ox_slice_u32 (&counted);
    OxSlice first = counted;
    guint32 op = ox_slice_u32 (&first) & 0x0FFFFFFF;
    gboolean is_count = ox_slice_ok (&first) && n > 0 && n * 4 <= counted.left && op <= OP_EMIT_UPPER_PROPERTY;
    /* A lone jump looks like a count of 3 as well: then what follows is no instruction. */
    return is_count ? counted : s;
}

static char *
literal (const Script *s, guint32 offset)
{
    gsize length = 0;
    guint n_bad = 0;
    OxSlice text = ox_slice_at (&s->data, offset);
    if (!ox_slice_ok (&text) || ox_slice_strnlen (&text) == text.left)
        return NULL;
    OxSlice bytes = ox_slice_take (&text, ox_slice_strnlen (&text));
    return ox_charset_decode (1252, bytes, &length, &n_bad);
}

static void
emit (Script *s, const char *text, gboolean upper)
{
    g_autofree char *capitals = upper ? g_utf8_strup (text, -1) : NULL;
    g_string_append (s->out, upper ? capitals : text);
}

static gboolean
emit_literal (Script *s, guint32 offset, gboolean upper)
{
    g_autofree char *text = literal (s, offset);
    if (text != NULL)
        emit (s, text, upper);
    return text != NULL;
}

static void
emit_property (Script *s, guint32 tag, gboolean upper)
{
    const char *text = ox_props_get_text (s->props, tag >> 16);
    if (text != NULL)
        emit (s, text, upper);
}

static gboolean
equal_properties (const Script *s, guint32 a, guint32 b)
{
    const char *text = ox_props_get_text (s->props, a >> 16);
    const char *other = ox_props_get_text (s->props, b >> 16);
    gint64 x, y;
    if (text != NULL && other != NULL)
        return strcmp (text, other) == 0;
    return ox_value_get_integer (ox_props_lookup (s->props, a >> 16), &x)
           && ox_value_get_integer (ox_props_lookup (s->props, b >> 16), &y) && x == y;
}

/* A property of text is compared with a text, one that is true or false with the byte there. */
static gboolean
equals_literal (const Script *s, guint32 tag, guint32 offset)
{
    const char *text = ox_props_get_text (s->props, tag >> 16);
    OxSlice byte = ox_slice_at (&s->data, offset);
    gint64 x;
    if (text != NULL) {
        g_autofree char *other = literal (s, offset);
        return g_strcmp0 (text, other) == 0;
    }
    return ox_value_get_integer (ox_props_lookup (s->props, tag >> 16), &x) && ox_slice_ok (&byte)
           && (ox_slice_u8 (&byte) != 0) == (x != 0);
}

static void
jump (Script *s, gboolean condition, guint32 offset)
{
    if (condition)
        s->at = ox_slice_at (&s->data, offset);
}

/* One instruction; FALSE where it ends the script. */
static gboolean
step (Script *s, guint32 op, GError **error)
{
    guint32 operands[3] = { 0 };
    guint n = op == OP_JUMP_MISSING                                              ? 2
              : op == OP_JUMP_EQUAL_PROPERTIES || op == (guint32) OP_JUMP_EQUAL_VALUE ? 3
                                                                                 : 1;
    for (guint i = 0; i < n; i++)
        operands[i] = ox_slice_u32 (&s->at);
    if (!ox_slice_check (&s->at, "the script of a template", error))
        return FALSE;
    switch (op) {
    case OP_EMIT_PROPERTY:
    case OP_EMIT_UPPER_PROPERTY:
        emit_property (s, operands[0], op == OP_EMIT_UPPER_PROPERTY);
        return TRUE;
    case (guint32) OP_EMIT_STRING:
    case (guint32) OP_EMIT_UPPER_STRING:
        if (emit_literal (s, operands[0], op == (guint32) OP_EMIT_UPPER_STRING))
            return TRUE;
        break;
    case OP_JUMP:
        jump (s, TRUE, operands[0]);
        return TRUE;
    case OP_JUMP_MISSING:
        jump (s, ox_props_lookup (s->props, operands[0] >> 16) == NULL, operands[1]);
        return TRUE;
    case OP_JUMP_EQUAL_PROPERTIES:
        jump (s, equal_properties (s, operands[0], operands[1]), operands[2]);
        return TRUE;
    case OP_JUMP_EQUAL_VALUE:
        jump (s, equals_literal (s, operands[0], operands[1]), operands[2]);
        return TRUE;
    default:
        break;
    }
    g_set_error (error, OX_ERROR, OX_ERROR_DAMAGED, "an instruction 0x%08X of a script cannot be followed", op);
    return FALSE;
}

char *
ox_oab_script_run (GBytes *script, OxProps *props, GError **error)
{
    g_autoptr (GString) out = g_string_new (NULL);
    OxSlice data = script_data (script);
    Script s = { data, data, props, out };
    for (guint steps = 0; steps < MOST_STEPS && out->len <= MOST_ADDRESS; steps++) {
        guint32 op = ox_slice_u32 (&s.at);
        if (!ox_slice_check (&s.at, "the script of a template", error))
            return NULL;
        if (op == OP_HALT)
            return g_string_free (g_steal_pointer (&out), FALSE);
        if (op == OP_ERROR) {
            g_set_error_literal (error, OX_ERROR, OX_ERROR_FAILED, "the script makes no address of this");
            return NULL;
        }
        if (!step (&s, op, error))
            return NULL;
    }
    g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED, "the script of a template does not end");
    return NULL;
}
