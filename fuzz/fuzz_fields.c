/* SPDX-License-Identifier: MIT
 *
 * Definitions of a user's own fields: what is whole is written again byte for byte, all else reads the same.
 */
#include "model/field-definitions.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
look (const OxFieldDefinitions *definitions)
{
    for (guint i = 0; i < definitions->fields->len; i++) {
        const OxFieldDefinition *field = definitions->fields->pdata[i];
        g_autofree char *name = ox_field_definition_name (field, 932);
        g_autofree char *formula = ox_field_definition_text (field, OX_FIELD_FORMULA, 65001);
        g_assert (g_utf8_validate (name, -1, NULL));
        g_assert (formula == NULL || g_utf8_validate (formula, -1, NULL));
        ox_field_definition_kind (definitions, field);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (OxFieldDefinitions) definitions = ox_field_definitions_parse (bytes);
    if (definitions == NULL)
        return 0;
    g_autoptr (GBytes) written = ox_field_definitions_serialize (definitions);
    g_assert (!definitions->is_exact || g_bytes_equal (written, bytes));
    g_autoptr (OxFieldDefinitions) again = ox_field_definitions_parse (written);
    g_assert (again != NULL && again->is_exact && again->fields->len == definitions->fields->len);
    look (definitions);
    return 0;
}
