/* SPDX-License-Identifier: MIT */
#ifndef OXCART_TABLE_H
#define OXCART_TABLE_H

#include <oxcart/store.h>

G_BEGIN_DECLS

/**
 * OxTable:
 *
 * The messages of a folder, one after the other: with some of their properties as columns, only those that meet
 * a condition, in an order, [MS-OXCTABL]. Values come from the folder's own table where it has them, and from
 * the message where not. Of a folder of any size a table holds the messages' numbers and one row; one that is
 * sorted holds what it is sorted by, too. For one thread at a time.
 */
#define OX_TYPE_TABLE (ox_table_get_type ())
OX_API G_DECLARE_FINAL_TYPE (OxTable, ox_table, OX, TABLE, GObject)

/**
 * OxTableBody:
 * @message: a message
 * @options: (nullable): how to read it
 *
 * Gives the text of a message whose PidTagBody is absent: ox_message_get_text_body() does.
 *
 * Returns: (transfer full) (nullable): the text
 */
typedef char *(*OxTableBody) (OxMessage *message, OxOptions *options);

/**
 * ox_folder_open_table:
 * @folder: a folder
 * @which: which of its lists
 * @diagnostics: (nullable): where to record what was odd about the list and the messages, also later
 *
 * Returns: (transfer full): a table of all its messages, in the order of the list, without columns
 */
OX_API OxTable *ox_folder_open_table (OxFolder *folder, OxFolderTable which, OxDiagnostics *diagnostics);

/**
 * ox_folder_query:
 * @folder: a folder
 * @restriction: (nullable): a condition; %NULL for none
 * @columns: (array length=n_columns) (nullable): the properties to give
 * @n_columns: how many
 * @diagnostics: (nullable): as for ox_folder_open_table()
 *
 * Opens the table of what people see in a folder, with a condition and columns.
 *
 * Returns: (transfer full): the table
 */
OX_API OxTable *ox_folder_query (OxFolder *folder, OxRestriction *restriction, const OxKey *columns,
                                 guint n_columns, OxDiagnostics *diagnostics);

/**
 * ox_table_set_columns:
 * @table: a table
 * @columns: (array length=n_columns) (nullable): the properties to give
 * @n_columns: how many
 */
OX_API void ox_table_set_columns (OxTable *table, const OxKey *columns, guint n_columns);

/**
 * ox_table_set_restriction:
 * @table: a table that no row was taken of yet
 * @restriction: (nullable): the condition; where it is a count of others, the table ends after so many
 */
OX_API void ox_table_set_restriction (OxTable *table, OxRestriction *restriction);

/**
 * ox_table_add_sort:
 * @table: a table that no row was taken of yet
 * @key: the property to sort by, after those that were added before
 * @descending: whether the largest comes first
 *
 * Sorts the rows. Those without the property come before the others, or after them where @descending; rows that
 * are equal stay in the order of the list.
 */
OX_API void ox_table_add_sort (OxTable *table, OxKey key, gboolean descending);

/**
 * ox_table_set_body: (skip)
 * @table: a table
 * @body: gives the text of messages that store none
 * @options: (nullable): what to give it
 *
 * Lets conditions on PidTagBody look into HTML and RTF.
 */
OX_API void ox_table_set_body (OxTable *table, OxTableBody body, OxOptions *options);

/**
 * ox_table_get_n_listed:
 * @table: a table
 *
 * Returns: how many messages the list has, whatever the condition
 */
OX_API guint ox_table_get_n_listed (OxTable *table);

/**
 * ox_table_get_n_failed:
 * @table: a table
 *
 * Returns: how many messages could not be read so far, so that what was asked about them is not known; none of
 *   them is a row, and each is a diagnostic
 */
OX_API guint ox_table_get_n_failed (OxTable *table);

/**
 * ox_table_next:
 * @table: a table
 *
 * Returns: (transfer full) (nullable): the columns of the next row that are there; %NULL at the end
 */
OX_API OxProps *ox_table_next (OxTable *table);

/**
 * ox_table_get_id:
 * @table: a table
 *
 * Returns: the number of the message of the row that was given last
 */
OX_API guint32 ox_table_get_id (OxTable *table);

/**
 * ox_table_get_place:
 * @table: a table
 *
 * Returns: its place in the list, from 0
 */
OX_API guint ox_table_get_place (OxTable *table);

/**
 * ox_table_open_message:
 * @table: a table
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the message of the row that was given last
 */
OX_API OxMessage *ox_table_open_message (OxTable *table, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ox_table_get_position:
 * @table: a table that is not sorted
 *
 * Returns: (transfer full): where the table is, as text that can be kept
 */
OX_API char *ox_table_get_position (OxTable *table);

/**
 * ox_table_set_position:
 * @table: a table that is not sorted
 * @position: of a table of the same list
 * @error: return location for an error
 *
 * Goes on where another table was: behind the message that it gave last, even where others have come or gone
 * before it.
 *
 * Returns: whether there is such a place; %OX_ERROR_NOT_FOUND
 */
OX_API gboolean ox_table_set_position (OxTable *table, const char *position, GError **error);

G_END_DECLS

#endif
