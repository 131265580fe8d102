/* SPDX-License-Identifier: MIT
 *
 * Tables over a folder: columns, conditions, orders.
 */
#include "base/diag.h"
#include "model/restriction-private.h"
#include "model/store-private.h"

#include <oxcart/error.h>
#include <oxcart/table.h>
#include <string.h>

typedef struct {
    OxKey key;
    gboolean descending;
} Sort;

/* A row of a table that is sorted. */
typedef struct {
    OxProps *props; /* what it is sorted by */
    guint place;
} Sorted;

struct _OxTable {
    GObject parent;
    OxStore *store;
    OxFolder *folder;
    OxDiagnostics *diagnostics; /* nullable */
    GArray *ids;                /* guint32, in the order of the list */
    gpointer rows;              /* of the format; nullable */
    GArray *columns;            /* OxKey: to give */
    GArray *wanted;             /* OxKey: to read of each row: columns, and what is asked about */
    GArray *sorts;              /* Sort */
    GArray *sorted;             /* Sorted, once they are; or NULL */
    OxRestriction *restriction;
    guint64 left; /* rows that a COUNT still allows */
    OxTableBody body;
    OxOptions *body_options;
    gboolean begun;
    guint next; /* place in `ids`, or in `sorted` */
    guint n_failed;
    /* the row that is looked at */
    guint place;
    OxProps *cells;
    gboolean sure; /* the cells are to be relied on */
    OxMessage *message;
    OxValue body_value;
    OxValue computed;
};

G_DEFINE_FINAL_TYPE (OxTable, ox_table, G_TYPE_OBJECT)

/* --- life ----------------------------------------------------------------------------------------------- */

static void
sorted_clear (gpointer data)
{
    g_clear_pointer (&((Sorted *) data)->props, ox_props_unref);
}

static void
leave_row (OxTable *t)
{
    g_clear_pointer (&t->cells, ox_props_unref);
    g_clear_object (&t->message);
    ox_value_clear (&t->body_value);
    ox_value_clear (&t->computed);
}

static void
ox_table_finalize (GObject *object)
{
    OxTable *t = OX_TABLE (object);
    leave_row (t);
    if (t->rows != NULL)
        ox_store_get_rows (t->store)->close_rows (t->rows);
    g_array_unref (t->ids);
    g_array_unref (t->columns);
    g_array_unref (t->wanted);
    g_array_unref (t->sorts);
    g_clear_pointer (&t->sorted, g_array_unref);
    g_clear_pointer (&t->restriction, ox_restriction_unref);
    g_clear_pointer (&t->diagnostics, ox_diagnostics_unref);
    g_clear_object (&t->body_options);
    g_clear_object (&t->folder);
    g_clear_object (&t->store);
    G_OBJECT_CLASS (ox_table_parent_class)->finalize (object);
}

static void
ox_table_class_init (OxTableClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = ox_table_finalize;
}

static void
ox_table_init (OxTable *t)
{
    t->columns = g_array_new (FALSE, FALSE, sizeof (OxKey));
    t->wanted = g_array_new (FALSE, FALSE, sizeof (OxKey));
    t->sorts = g_array_new (FALSE, FALSE, sizeof (Sort));
    t->left = G_MAXUINT64;
}

OxTable *
ox_folder_open_table (OxFolder *folder, OxFolderTable which, OxDiagnostics *diagnostics)
{
    OxTable *t = g_object_new (OX_TYPE_TABLE, NULL);
    const OxRowSource *rows = ox_store_get_rows (ox_folder_get_store (folder));
    t->store = g_object_ref (ox_folder_get_store (folder));
    t->folder = g_object_ref (folder);
    t->diagnostics = diagnostics != NULL ? ox_diagnostics_ref (diagnostics) : NULL;
    t->ids = ox_folder_list_messages (folder, which, diagnostics);
    if (rows != NULL && rows->open_rows != NULL && ox_folder_get_id (folder) != 0)
        t->rows = rows->open_rows (ox_store_get_self (t->store), ox_folder_get_id (folder), which, diagnostics);
    return t;
}

OxTable *
ox_folder_query (OxFolder *folder, OxRestriction *restriction, const OxKey *columns, guint n_columns,
                 OxDiagnostics *diagnostics)
{
    OxTable *t = ox_folder_open_table (folder, OX_FOLDER_MESSAGES, diagnostics);
    ox_table_set_columns (t, columns, n_columns);
    ox_table_set_restriction (t, restriction);
    return t;
}

/* --- what is asked of it -------------------------------------------------------------------------------- */

static void
want (OxTable *t, OxKey key)
{
    const OxRowSource *rows = ox_store_get_rows (t->store);
    if (t->rows == NULL || key == OX_KEY_NONE || !rows->has_column (t->rows, key))
        return;
    for (guint i = 0; i < t->wanted->len; i++)
        if (g_array_index (t->wanted, OxKey, i) == key)
            return;
    g_array_append_val (t->wanted, key);
}

static void
want_prop (OxTable *t, const OxPropRef *ref)
{
    want (t, ref->name != NULL ? ox_names_find (ox_store_get_names (t->store), ref->name) : ref->key);
}

static void
want_all (OxTable *t, const OxRestriction *r)
{
    want_prop (t, &r->prop);
    want_prop (t, &r->other);
    for (guint i = 0; i < r->children->len; i++)
        want_all (t, r->children->pdata[i]);
}

void
ox_table_set_columns (OxTable *t, const OxKey *columns, guint n_columns)
{
    g_array_set_size (t->columns, 0);
    for (guint i = 0; i < n_columns; i++) {
        g_array_append_val (t->columns, columns[i]);
        want (t, columns[i]);
    }
    want (t, OX_TAG_MESSAGE_FLAGS);
}

void
ox_table_set_restriction (OxTable *t, OxRestriction *restriction)
{
    g_clear_pointer (&t->restriction, ox_restriction_unref);
    t->left = G_MAXUINT64;
    if (restriction == NULL)
        return;
    t->restriction = ox_restriction_ref (restriction);
    want_all (t, restriction);
    want (t, OX_TAG_MESSAGE_FLAGS);
    if (restriction->kind == OX_RESTRICTION_COUNT && restriction->number != G_MAXUINT32)
        t->left = restriction->number;
}

void
ox_table_add_sort (OxTable *t, OxKey key, gboolean descending)
{
    const Sort sort = { key, descending };
    g_array_append_val (t->sorts, sort);
    want (t, key);
}

void
ox_table_set_body (OxTable *t, OxTableBody body, OxOptions *options)
{
    t->body = body;
    g_set_object (&t->body_options, options);
}

/* --- one row -------------------------------------------------------------------------------------------------- */

static void
enter_row (OxTable *t, guint place)
{
    const OxRowSource *rows = ox_store_get_rows (t->store);
    leave_row (t);
    t->place = place;
    t->cells = ox_props_new ();
    t->sure = t->rows != NULL
              && rows->read_row (t->rows, place, g_array_index (t->ids, guint32, place),
                                 (const OxKey *) (gpointer) t->wanted->data, t->wanted->len, t->cells);
}

static gboolean
need_message (OxTable *t)
{
    g_autoptr (GError) error = NULL;
    guint32 id = g_array_index (t->ids, guint32, t->place);
    if (t->message == NULL)
        t->message = ox_store_open_message (t->store, id, t->diagnostics, &error);
    if (t->message == NULL) {
        t->n_failed++;
        ox_diag (t->diagnostics, OX_DIAG_STORE_ITEM, OX_DIAG_NO_OFFSET, "message 0x%x: %s", id, error->message);
    }
    return t->message != NULL;
}

static gboolean
is_wanted (const OxTable *t, OxKey key)
{
    for (guint i = 0; i < t->wanted->len; i++)
        if (g_array_index (t->wanted, OxKey, i) == key)
            return TRUE;
    return FALSE;
}

static const OxValue *
compute (OxTable *t, OxValue value)
{
    ox_value_clear (&t->computed);
    t->computed = value;
    return &t->computed;
}

/* The text of a message that stores none as such. */
static const OxValue *
body_value (OxTable *t)
{
    if (t->body_value.form == OX_FORM_NONE) {
        char *text = t->body (t->message, t->body_options);
        t->body_value = ox_value_text (OX_TYPE_STRING, text != NULL ? text : g_strdup (""),
                                       text != NULL ? strlen (text) : 0);
    }
    return &t->body_value;
}

static const OxValue *
message_value (OxTable *t, OxKey key)
{
    gboolean known = TRUE;
    const OxValue *value = ox_subject_message.value (t->message, key, &known);
    const OxRowSource *rows = ox_store_get_rows (t->store);
    if (value == NULL && key == OX_TAG_MESSAGE_SIZE && rows != NULL && rows->item_size != NULL) {
        guint64 size = rows->item_size (ox_store_get_self (t->store), g_array_index (t->ids, guint32, t->place));
        return compute (t, ox_value_integer (OX_TYPE_INTEGER32, (gint64) MIN (size, G_MAXINT32)));
    }
    return value == NULL && key == OX_TAG_BODY && t->body != NULL ? body_value (t) : value;
}

/* What the row says, and what follows from where it stands. */
static const OxValue *
row_value (gpointer self, OxKey key, gboolean *known)
{
    OxTable *t = self;
    OxValue value;
    if (key == OX_TAG_PARENT_ENTRY_ID) /* no message stores it, [MS-PST] 2.5.3 */
        return compute (t, ox_value_bytes (OX_TYPE_BINARY, ox_folder_make_entryid (t->folder)));
    /* The row first, opened message or not: the two may differ, and the answer must not depend on the question. */
    if (t->sure && is_wanted (t, key))
        return ox_props_lookup (t->cells, key);
    if (t->message != NULL)
        return message_value (t, key);
    if (t->sure && is_wanted (t, OX_TAG_MESSAGE_FLAGS) && ox_value_computed (key, t->cells, -1, &value))
        return compute (t, value);
    *known = FALSE;
    return NULL;
}

static OxKey
row_find_name (gpointer self, const OxName *name)
{
    OxTable *t = self;
    OxNames *names = t->message != NULL ? ox_message_get_names (t->message) : ox_store_get_names (t->store);
    OxKey key = ox_names_find (names, name);
    /* Where each message has names of its own the store has none: the answer is not known, but no key is. */
    const OxRowSource *rows = ox_store_get_rows (t->store);
    gboolean unknown = t->message == NULL && (rows == NULL || rows->key_of_id == NULL);
    return key == OX_KEY_NONE && unknown ? G_MAXUINT32 : key;
}

static gboolean
row_n_parts (gpointer self, OxKey which, guint *n)
{
    OxTable *t = self;
    return t->message != NULL && ox_subject_message.n_parts (t->message, which, n);
}

static OxProps *
row_part (gpointer self, OxKey which, guint index)
{
    return ox_subject_message.part (((OxTable *) self)->message, which, index);
}

static const OxSubject row_subject = { row_value, row_find_name, row_n_parts, row_part };

/* Asks the row; where that is not enough, the message. What cannot be read is no row. */
static gboolean
row_fits (OxTable *t)
{
    OxTruth truth = OX_TRUTH_YES;
    if (t->restriction != NULL)
        truth = ox_restriction_test (t->restriction, &row_subject, t);
    if (truth == OX_TRUTH_UNKNOWN)
        truth = need_message (t) ? ox_restriction_test (t->restriction, &row_subject, t) : OX_TRUTH_NO;
    return truth == OX_TRUTH_YES;
}

static OxValue
copy_value (const OxValue *value)
{
    OxValue copy = *value;
    copy.is_lent = FALSE;
    if (value->form == OX_FORM_TEXT)
        copy.u.text = g_strndup (value->u.text, value->n);
    else if (value->form == OX_FORM_BYTES)
        g_bytes_ref (value->u.bytes);
    else if (value->form == OX_FORM_STREAM)
        ox_stream_ref (value->u.stream);
    else if (value->form == OX_FORM_GUID)
        copy.u.guid = g_memdup2 (value->u.guid, sizeof *value->u.guid);
    if (value->form != OX_FORM_MULTIPLE)
        return copy;
    copy.u.items = g_new0 (OxValue, MAX (value->n, 1));
    for (guint i = 0; i < value->n; i++)
        copy.u.items[i] = copy_value (&value->u.items[i]);
    return copy;
}

/* FALSE where a value is in the message alone, which cannot be read. */
static gboolean
add_value (OxTable *t, OxProps *props, OxKey key)
{
    gboolean known = TRUE;
    const OxValue *value = row_value (t, key, &known);
    if (!known && !need_message (t))
        return FALSE;
    if (!known)
        value = row_value (t, key, &known);
    if (value != NULL)
        ox_props_add (props, key, copy_value (value));
    return TRUE;
}

static OxProps *
make_row (OxTable *t)
{
    g_autoptr (OxProps) props = ox_props_new ();
    gboolean whole = TRUE;
    for (guint i = 0; i < t->columns->len && whole; i++)
        whole = add_value (t, props, g_array_index (t->columns, OxKey, i));
    ox_props_seal (props, NULL);
    return whole ? g_steal_pointer (&props) : NULL;
}

/* --- sorting ------------------------------------------------------------------------------------------------------ */

/* What is absent comes first; values that have no order are equal. */
static int
compare_values (const OxValue *a, const OxValue *b)
{
    int order = 0;
    if (a == NULL || b == NULL)
        return (a != NULL) - (b != NULL);
    return ox_value_compare (ox_value_get_item (a, 0), ox_value_get_item (b, 0), &order) ? order : 0;
}

static gint
compare_sorted (gconstpointer a, gconstpointer b, gpointer user)
{
    const Sorted *x = a, *y = b;
    const OxTable *t = user;
    for (guint i = 0; i < t->sorts->len; i++) {
        const Sort *sort = &g_array_index (t->sorts, Sort, i);
        int order = compare_values (ox_props_lookup (x->props, sort->key), ox_props_lookup (y->props, sort->key));
        if (order != 0)
            return sort->descending ? -order : order;
    }
    return x->place < y->place ? -1 : x->place > y->place;
}

static void
sort_rows (OxTable *t)
{
    t->sorted = g_array_new (FALSE, TRUE, sizeof (Sorted));
    g_array_set_clear_func (t->sorted, sorted_clear);
    for (guint place = 0; place < t->ids->len; place++) {
        gboolean whole = TRUE;
        enter_row (t, place);
        if (!row_fits (t))
            continue;
        Sorted row = { ox_props_new (), place };
        for (guint i = 0; i < t->sorts->len && whole; i++)
            whole = add_value (t, row.props, g_array_index (t->sorts, Sort, i).key);
        ox_props_seal (row.props, NULL);
        if (whole)
            g_array_append_val (t->sorted, row);
        else
            sorted_clear (&row);
    }
    g_array_sort_with_data (t->sorted, compare_sorted, t);
}

/* --- going through it ---------------------------------------------------------------------------------------------- */

/* The place of the next row that fits; FALSE at the end. */
static gboolean
advance (OxTable *t)
{
    if (t->sorts->len > 0 && !t->begun)
        sort_rows (t);
    t->begun = TRUE;
    if (t->left == 0)
        return FALSE;
    while (t->next < (t->sorted != NULL ? t->sorted->len : t->ids->len)) {
        guint i = t->next++;
        enter_row (t, t->sorted != NULL ? g_array_index (t->sorted, Sorted, i).place : i);
        if (t->sorted != NULL || row_fits (t))
            return TRUE;
    }
    return FALSE;
}

OxProps *
ox_table_next (OxTable *t)
{
    while (advance (t)) {
        OxProps *row = make_row (t);
        if (row == NULL)
            continue;
        t->left--;
        return row;
    }
    return NULL;
}

guint
ox_table_get_n_listed (OxTable *t)
{
    return t->ids->len;
}

guint
ox_table_get_n_failed (OxTable *t)
{
    return t->n_failed;
}

guint32
ox_table_get_id (OxTable *t)
{
    g_return_val_if_fail (t->cells != NULL, 0);
    return g_array_index (t->ids, guint32, t->place);
}

guint
ox_table_get_place (OxTable *t)
{
    return t->place;
}

OxMessage *
ox_table_open_message (OxTable *t, GError **error)
{
    g_return_val_if_fail (t->cells != NULL, NULL);
    if (t->message != NULL)
        return g_object_ref (t->message);
    return ox_store_open_message (t->store, g_array_index (t->ids, guint32, t->place), t->diagnostics, error);
}

/* "PLACE:ID" of the row that was given last. */
char *
ox_table_get_position (OxTable *t)
{
    if (t->next == 0)
        return g_strdup ("start");
    return g_strdup_printf ("%u:0x%x", t->next - 1, g_array_index (t->ids, guint32, t->next - 1));
}

gboolean
ox_table_set_position (OxTable *t, const char *position, GError **error)
{
    g_auto (GStrv) parts = g_strsplit (position, ":0x", 2);
    guint64 place = 0, id = 0;
    t->next = 0;
    if (strcmp (position, "start") == 0)
        return TRUE;
    gboolean fits = g_strv_length (parts) == 2
                    && g_ascii_string_to_unsigned (parts[0], 10, 0, G_MAXUINT, &place, NULL)
                    && g_ascii_string_to_unsigned (parts[1], 16, 0, G_MAXUINT32, &id, NULL);
    if (fits && place < t->ids->len && g_array_index (t->ids, guint32, place) == (guint32) id)
        t->next = (guint) place + 1;
    for (guint i = 0; fits && t->next == 0 && i < t->ids->len; i++)
        if (g_array_index (t->ids, guint32, i) == (guint32) id)
            t->next = i + 1;
    if (t->next > 0)
        return TRUE;
    g_set_error (error, OX_ERROR, OX_ERROR_NOT_FOUND, "no message here has the position \"%s\"", position);
    return FALSE;
}
