/* SPDX-License-Identifier: MIT */
#include "testing.h"

#include "base/diag.h"
#include "model/message-private.h"
#include "model/restriction-private.h"
#include "model/store-private.h"

#include <glib/gstdio.h>
#include <oxcart/oxcart.h>
#include <string.h>
#include <unistd.h>

/* --- a store that is made up ------------------------------------------------------------------------ */

/* Message n has importance n % 3, a size of 100 n and the subject "n"; message 7 cannot be read. Its tables know
 * importances, but not that of message 4. */
typedef struct {
    guint n_opened;
} Fake;

#define BROKEN 7
#define UNSURE 4
#define N_MESSAGES 12

static OxMessage *
fake_open (gpointer self, guint32 id, OxDiagnostics *d, GError **error)
{
    ((Fake *) self)->n_opened++;
    if (id == BROKEN) {
        g_set_error_literal (error, OX_ERROR, OX_ERROR_DAMAGED, "broken");
        return NULL;
    }
    OxMessage *message = ox_message_new ();
    OxProps *props = ox_message_get_props (message);
    g_autofree char *subject = g_strdup_printf ("%u", id);
    ox_props_set_integer (props, OX_TAG_IMPORTANCE, OX_TYPE_INTEGER32, id % 3);
    ox_props_set_integer (props, OX_TAG_MESSAGE_SIZE, OX_TYPE_INTEGER32, id * 100);
    ox_props_set_text (props, OX_TAG_SUBJECT, subject);
    return message;
}

static GArray *
fake_list (gpointer self, guint32 folder, OxFolderTable table, OxDiagnostics *d)
{
    GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint32));
    for (guint32 id = 1; id <= N_MESSAGES && folder == 0x20 && table == OX_FOLDER_MESSAGES; id++)
        g_array_append_val (ids, id);
    return ids;
}

static GArray *
fake_all (gpointer self, OxDiagnostics *d)
{
    return g_array_new (FALSE, FALSE, sizeof (guint32));
}

static const OxStoreSource fake_source = { .open_message = fake_open,
                                           .list_messages = fake_list,
                                           .all_messages = fake_all,
                                           .free_self = g_free };

static gpointer
fake_open_rows (gpointer self, guint32 folder, OxFolderTable table, OxDiagnostics *d)
{
    return folder == 0x20 ? self : NULL;
}

static gboolean
fake_has_column (gpointer rows, OxKey key)
{
    return key == OX_TAG_IMPORTANCE;
}

static gboolean
fake_read_row (gpointer rows, guint index, guint32 id, const OxKey *keys, guint n, OxProps *props)
{
    for (guint i = 0; i < n; i++)
        if (keys[i] == OX_TAG_IMPORTANCE)
            ox_props_set_integer (props, OX_TAG_IMPORTANCE, OX_TYPE_INTEGER32, id % 3);
    return id != UNSURE;
}

static void
fake_close_rows (gpointer rows)
{
}

static guint32
fake_special (gpointer self, OxFolderRole role)
{
    return role == OX_ROLE_INBOX ? 0x20 : 0;
}

static const OxRowSource fake_rows = { .open_rows = fake_open_rows,
                                       .has_column = fake_has_column,
                                       .read_row = fake_read_row,
                                       .close_rows = fake_close_rows,
                                       .find_special = fake_special };

static OxFolder *
add (OxStore *store, OxFolder *parent, guint32 id, const char *name)
{
    g_autoptr (OxProps) props = ox_props_new ();
    OxFolder *folder = ox_folder_new (store, id, name, props, FALSE);
    if (parent != NULL)
        ox_folder_take_folder (parent, folder);
    return folder;
}

static void
set_entryid (OxProps *props, OxKey key, guint32 id)
{
    guint8 bytes[24] = { 0 };
    for (guint i = 0; i < 4; i++)
        bytes[20 + i] = (guint8) (id >> 8 * i);
    g_autoptr (GBytes) entryid = g_bytes_new (bytes, sizeof bytes);
    ox_props_set_bytes (props, key, entryid);
}

static OxStore *
make_store (Fake **fake)
{
    g_autoptr (OxProps) props = ox_props_new ();
    *fake = g_new0 (Fake, 1);
    set_entryid (props, OX_TAG_IPM_SUBTREE_ENTRY_ID, 0x10);
    set_entryid (props, OX_TAG_IPM_SENT_MAIL_ENTRY_ID, 0x30);
    OxStore *store = ox_store_new (&fake_source, *fake, "made up", props);
    ox_store_set_rows (store, &fake_rows, NULL);
    g_autoptr (OxFolder) root = add (store, NULL, 1, "");
    ox_store_set_root (store, root);
    OxFolder *top = add (store, root, 0x10, "Top");
    add (store, root, 0x11, "Common Views");
    OxFolder *inbox = add (store, top, 0x20, "Inbox");
    set_entryid (ox_folder_get_props (inbox), OX_TAG_IPM_DRAFTS_ENTRY_ID, 0x31);
    add (store, top, 0x30, "Gesendete Objekte");
    add (store, top, 0x31, "Entw\xC3\xBCrfe");
    add (store, inbox, 0x21, "a/b\\c");
    add (store, inbox, 0x22, "same");
    add (store, inbox, 0x23, "same");
    add (store, inbox, 0x24, "same~0x22");
    add (store, inbox, 0x25, "12");
    add (store, inbox, 0x26, "");
    add (store, inbox, 0x27, "@inbox");
    add (store, inbox, 0x28, "Case");
    add (store, inbox, 0x29, "case");
    return store;
}

/* --- paths and walks ----------------------------------------------------------------------------------- */

static void
paths_lead_back (void **state)
{
    static const struct {
        guint32 id;
        const char *path;
    } cases[] = {
        { 1, "//" }, { 0x10, "/" }, { 0x11, "//Common Views" }, { 0x20, "/Inbox" }, { 0x21, "/Inbox/a\\/b\\\\c" },
        { 0x22, "/Inbox/same~0x22" }, { 0x23, "/Inbox/same~0x23" }, { 0x24, "/Inbox/same~0x22~0x24" },
        { 0x25, "/Inbox/12~0x25" }, { 0x26, "/Inbox/~0x26" }, { 0x27, "/Inbox/@inbox~0x27" },
        { 0x28, "/Inbox/Case" }, { 0x29, "/Inbox/case" },
    };
    Fake *fake;
    g_autoptr (OxStore) store = make_store (&fake);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        OxFolder *folder = ox_store_get_folder (store, cases[i].id);
        assert_non_null (folder);
        g_autofree char *path = ox_folder_get_path (folder);
        assert_string_equal (path, cases[i].path);
        assert_ptr_equal (ox_store_find_folder (store, path, NULL), folder);
    }
}

static void
paths_of_people (void **state)
{
    Fake *fake;
    g_autoptr (OxStore) store = make_store (&fake);
    g_autoptr (GError) error = NULL;
    assert_int_equal (ox_folder_get_id (ox_store_find_folder (store, "inbox", NULL)), 0x20);
    assert_int_equal (ox_folder_get_id (ox_store_find_folder (store, "/INBOX/", NULL)), 0x20);
    assert_int_equal (ox_folder_get_id (ox_store_find_folder (store, "@inbox/case", NULL)), 0x29);
    assert_int_equal (ox_folder_get_id (ox_store_find_folder (store, "@Sent", NULL)), 0x30);
    assert_int_equal (ox_folder_get_id (ox_store_find_folder (store, "/entw\xC3\x9CRFE", NULL)), 0x31);
    assert_int_equal (ox_folder_get_id (ox_store_find_folder (store, "//Top/Inbox", NULL)), 0x20);
    assert_null (ox_store_find_folder (store, "/Inbox/nothing", &error));
    assert_true (g_error_matches (error, OX_ERROR, OX_ERROR_NOT_FOUND));
    assert_null (ox_store_find_folder (store, "@nobody", NULL));
    assert_null (ox_store_find_folder (store, "@tasks", NULL));
    assert_null (ox_store_get_folder (store, 0x99));
}

static void
roles_by_entryid (void **state)
{
    Fake *fake;
    g_autoptr (OxStore) store = make_store (&fake);
    assert_int_equal (ox_folder_get_role (ox_store_get_folder (store, 0x10)), OX_ROLE_TOP);
    assert_int_equal (ox_folder_get_role (ox_store_get_folder (store, 0x20)), OX_ROLE_INBOX);
    assert_int_equal (ox_folder_get_role (ox_store_get_folder (store, 0x30)), OX_ROLE_SENT);
    assert_int_equal (ox_folder_get_role (ox_store_get_folder (store, 0x31)), OX_ROLE_DRAFTS);
    assert_int_equal (ox_folder_get_role (ox_store_get_folder (store, 0x28)), OX_ROLE_NONE);
    for (guint role = OX_ROLE_TOP; role <= OX_ROLE_FREE_BUSY; role++)
        assert_int_equal (ox_folder_role_from_string (ox_folder_role_to_string ((OxFolderRole) role)), role);
}

static void
walks_go_on (void **state)
{
    Fake *fake;
    g_autoptr (OxStore) store = make_store (&fake);
    g_autoptr (OxWalk) walk = ox_walk_new (ox_store_get_root (store));
    guint n = 0;
    for (OxFolder *folder; (folder = ox_walk_next (walk)) != NULL; n++) {
        g_autofree char *position = ox_walk_get_position (walk);
        g_autoptr (OxWalk) other = ox_walk_new (ox_store_get_root (store));
        g_autoptr (OxWalk) same = ox_walk_new (ox_store_get_root (store));
        assert_true (ox_walk_set_position (other, position, NULL));
        assert_int_equal (ox_walk_get_depth (other), ox_walk_get_depth (walk));
        while (ox_walk_next (same) != folder)
            ;
        assert_ptr_equal (ox_walk_next (other), ox_walk_next (same));
        if (ox_folder_get_parent (folder) != NULL)
            assert_true (ox_walk_get_depth (walk) > 0);
    }
    assert_int_equal (n, 15);
    g_autofree char *end = ox_walk_get_position (walk);
    assert_true (ox_walk_set_position (walk, end, NULL));
    assert_null (ox_walk_next (walk));
    assert_false (ox_walk_set_position (walk, "0x99", NULL));
    assert_false (ox_walk_set_position (walk, "nonsense", NULL));
}

/* --- tables -------------------------------------------------------------------------------------------- */

static char *
ids_of (OxTable *table)
{
    GString *out = g_string_new (NULL);
    for (OxProps *row; (row = ox_table_next (table)) != NULL; ox_props_unref (row))
        g_string_append_printf (out, "%s%u", out->len > 0 ? " " : "", ox_table_get_id (table));
    return g_string_free (out, FALSE);
}

static OxTable *
query (OxStore *store, const char *text, OxDiagnostics *d)
{
    g_autoptr (OxRestriction) r = text != NULL ? ox_query_parse (text, NULL) : NULL;
    assert_true (text == NULL || r != NULL);
    return ox_folder_query (ox_store_get_folder (store, 0x20), r, NULL, 0, d);
}

static void
tables_ask_messages_only_where_they_must (void **state)
{
    static const struct {
        const char *query, *ids;
        guint n_opened, n_failed;
    } cases[] = {
        { NULL, "1 2 3 4 5 6 7 8 9 10 11 12", 0, 0 },
        { "importance=high", "2 5 8 11", 1, 0 },                     /* the row of 4 is not sure */
        { "importance=high and size>500", "8 11", 5, 0 },            /* those of 2 and 5 too; 4 is not high */
        { "importance=low or size>1000", "3 6 9 11 12", 8, 1 },      /* 7 cannot be read */
        { "importance=low and not importance=low", "", 1, 0 },
        { "size>500 and importance=low", "6 9 12", 5, 0 },
        { "subject=5", "5", 12, 1 },
        { "first(2, importance=high)", "2 5", 1, 0 },
        { "PidTagParentEntryId exists", "1 2 3 4 5 6 7 8 9 10 11 12", 0, 0 },
    };
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        Fake *fake;
        g_autoptr (OxStore) store = make_store (&fake);
        g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
        g_autoptr (OxTable) table = query (store, cases[i].query, d);
        g_autofree char *ids = ids_of (table);
        assert_string_equal (ids, cases[i].ids);
        if (fake->n_opened != cases[i].n_opened)
            fail_msg ("%s: %u opened", cases[i].query, fake->n_opened);
        assert_int_equal (ox_table_get_n_failed (table), cases[i].n_failed);
        assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_LOST), cases[i].n_failed);
        assert_int_equal (ox_table_get_n_listed (table), N_MESSAGES);
    }
}

static void
tables_sort (void **state)
{
    Fake *fake;
    g_autoptr (OxStore) store = make_store (&fake);
    g_autoptr (OxTable) one = query (store, NULL, NULL);
    ox_table_add_sort (one, OX_TAG_IMPORTANCE, TRUE);
    g_autofree char *by_importance = ids_of (one);
    assert_string_equal (by_importance, "2 5 8 11 1 4 7 10 3 6 9 12");
    g_autoptr (OxTable) two = query (store, "importance!=normal", NULL);
    ox_table_add_sort (two, OX_TAG_IMPORTANCE, FALSE);
    ox_table_add_sort (two, OX_TAG_MESSAGE_SIZE, TRUE);
    g_autofree char *by_both = ids_of (two);
    assert_string_equal (by_both, "12 9 6 3 11 8 5 2");
}

static void
columns_are_all_that_is_given (void **state)
{
    static const OxKey columns[] = { OX_TAG_SUBJECT, OX_TAG_IMPORTANCE, OX_TAG_BODY };
    Fake *fake;
    g_autoptr (OxStore) store = make_store (&fake);
    g_autoptr (OxTable) table = ox_folder_query (ox_store_get_folder (store, 0x20), NULL, columns, 3, NULL);
    guint n = 0;
    for (OxProps *row; (row = ox_table_next (table)) != NULL; ox_props_unref (row), n++) {
        assert_int_equal (ox_props_get_size (row), 2);
        assert_int_equal (ox_props_get_integer (row, OX_TAG_IMPORTANCE, -1), ox_table_get_id (table) % 3);
        assert_non_null (ox_props_get_text (row, OX_TAG_SUBJECT));
        g_autoptr (OxMessage) message = ox_table_open_message (table, NULL);
        assert_non_null (message);
    }
    assert_int_equal (n, N_MESSAGES - 1);
    assert_int_equal (ox_table_get_n_failed (table), 1);
}

static void
positions_stay (void **state)
{
    Fake *fake;
    g_autoptr (OxStore) store = make_store (&fake);
    g_autoptr (OxTable) table = query (store, "importance=high", NULL);
    for (guint i = 0; i < 2; i++)
        ox_props_unref (ox_table_next (table));
    g_autofree char *position = ox_table_get_position (table);
    g_autoptr (OxTable) other = query (store, "importance=high", NULL);
    assert_true (ox_table_set_position (other, position, NULL));
    g_autofree char *rest = ids_of (other);
    assert_string_equal (rest, "8 11");
    /* Somebody removed four messages before it. */
    assert_true (ox_table_set_position (other, "8:0x5", NULL));
    g_autofree char *moved = ids_of (other);
    assert_string_equal (moved, "8 11");
    assert_false (ox_table_set_position (other, "3:0x99", NULL));
    assert_false (ox_table_set_position (other, "x", NULL));
    assert_true (ox_table_set_position (other, "start", NULL));
}

/* --- folders of files ------------------------------------------------------------------------------------ */

static void
copy_file (const char *from, const char *folder, const char *name)
{
    g_autofree char *contents = NULL;
    gsize n = 0;
    g_autofree char *source = g_build_filename (CORPUS, from, NULL);
    g_autofree char *to = g_build_filename (folder, name, NULL);
    assert_true (g_file_get_contents (source, &contents, &n, NULL));
    assert_true (g_file_set_contents (to, contents, (gssize) n, NULL));
}

static guint32
id_of (OxStore *store, const char *path, guint place)
{
    OxFolder *folder = ox_store_find_folder (store, path, NULL);
    assert_non_null (folder);
    g_autoptr (GArray) ids = ox_folder_list_messages (folder, OX_FOLDER_MESSAGES, NULL);
    assert_true (place < ids->len);
    return g_array_index (ids, guint32, place);
}

static void
remove_all (const char *folder)
{
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
            remove_all (path);
        else
            g_unlink (path);
    }
    g_rmdir (folder);
}

static void
folders_of_files (void **state)
{
    g_autofree char *top = g_dir_make_tmp ("oxcart-XXXXXX", NULL);
    g_autofree char *sub = g_build_filename (top, "sub", NULL);
    g_autofree char *link = g_build_filename (top, "link", NULL);
    g_autofree char *file_link = g_build_filename (sub, "link.msg", NULL);
    g_autofree char *outside = g_build_filename (CORPUS, "good-plain.msg", NULL);
    g_mkdir (sub, 0700);
    copy_file ("good-plain.msg", top, "m.msg");
    copy_file ("good-embedded.msg", sub, "e.msg");
    copy_file ("README.md", sub, "not-a-message.msg");
    assert_int_equal (symlink (CORPUS, link), 0);
    assert_int_equal (symlink (outside, file_link), 0);
    g_autoptr (OxDiagnostics) d = ox_diagnostics_new ();
    g_autoptr (OxStore) store = ox_open_store_path (top, NULL, d, NULL);
    assert_non_null (store);
    assert_int_equal (ox_diagnostics_count (d, OX_SEVERITY_INFO), 2);
    assert_int_equal (ox_folder_get_n_folders (ox_store_get_root (store)), 1);
    guint32 first = id_of (store, "/", 0), second = id_of (store, "/sub", 0);
    assert_string_equal (ox_store_get_item_name (store, second), "sub/e.msg");
    g_autoptr (OxMessage) message = ox_store_open_message (store, second, NULL, NULL);
    assert_string_equal (ox_props_get_text (ox_message_get_props (message), OX_TAG_SUBJECT), "outer");
    assert_null (ox_store_open_message (store, 12345, NULL, NULL));
    /* Numbers stay when files come. */
    copy_file ("good-named.msg", top, "a.msg");
    g_autoptr (OxStore) later = ox_open_store_path (top, NULL, NULL, NULL);
    assert_int_equal (id_of (later, "/", 1), first);
    assert_int_equal (id_of (later, "/sub", 0), second);
    /* A folder that becomes a link is not followed any more. */
    g_autofree char *moved = g_strconcat (sub, "-moved", NULL);
    assert_int_equal (g_rename (sub, moved), 0);
    assert_int_equal (symlink (moved, sub), 0);
    g_autoptr (OxMessage) none = ox_store_open_message (later, second, NULL, NULL);
    assert_null (none);
    remove_all (top);
}

/* --- real stores -------------------------------------------------------------------------------------------- */

static gboolean
same_value (const OxValue *a, const OxValue *b)
{
    int order = 0;
    const char *s = ox_value_get_text (a, NULL), *t = ox_value_get_text (b, NULL);
    if (a == NULL || b == NULL)
        return a == b;
    if (s != NULL && t != NULL)
        return strcmp (s, t) == 0;
    return ox_value_compare (a, b, &order) && order == 0;
}

/* What tables say is what the messages say: the promise that find and ls rest on. A table may know more: copies of
 * server mailboxes have the time of the last change there alone. */
static void
compare_folder (OxFolder *folder, guint *n_rows, guint *n_values, GString *differences)
{
    static const OxKey columns[] = {
        OX_TAG_SUBJECT,      OX_TAG_CLIENT_SUBMIT_TIME, OX_TAG_MESSAGE_DELIVERY_TIME, OX_TAG_SENT_REPRESENTING_NAME,
        OX_TAG_MESSAGE_CLASS, OX_TAG_IMPORTANCE,        OX_TAG_MESSAGE_FLAGS,         OX_TAG_SENSITIVITY,
        OX_TAG_DISPLAY_TO,   OX_TAG_DISPLAY_CC,         OX_TAG_FLAG_STATUS,           OX_TAG_LAST_MODIFICATION_TIME,
    };
    g_autoptr (OxTable) table = ox_folder_query (folder, NULL, columns, G_N_ELEMENTS (columns), NULL);
    for (OxProps *row; (row = ox_table_next (table)) != NULL; ox_props_unref (row), (*n_rows)++) {
        g_autoptr (OxMessage) message = ox_table_open_message (table, NULL);
        for (guint i = 0; message != NULL && i < G_N_ELEMENTS (columns); i++, (*n_values)++)
            if (ox_props_lookup (ox_message_get_props (message), columns[i]) != NULL
                && !same_value (ox_props_lookup (row, columns[i]),
                                ox_props_lookup (ox_message_get_props (message), columns[i])))
                g_string_append_printf (differences, " 0x%x:0x%04x", ox_table_get_id (table), columns[i]);
    }
}

static void
rows_are_what_messages_say (void **state)
{
    g_autoptr (GPtrArray) paths = testing_files (SHARED "/pst");
    guint n_stores = 0, n_rows = 0, n_values = 0;
    g_autoptr (GString) differences = g_string_new (NULL);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = paths->pdata[i];
        if (!g_str_has_suffix (path, ".pst") && !g_str_has_suffix (path, ".ost"))
            continue;
        g_autoptr (OxStore) store = ox_open_store_path (path, NULL, NULL, NULL);
        assert_non_null (store);
        n_stores++;
        g_autoptr (OxWalk) walk = ox_walk_new (ox_store_get_root (store));
        for (OxFolder *folder; (folder = ox_walk_next (walk)) != NULL;) {
            g_autofree char *folder_path = ox_folder_get_path (folder);
            assert_ptr_equal (ox_store_find_folder (store, folder_path, NULL), folder);
            if (!ox_folder_is_search (folder))
                compare_folder (folder, &n_rows, &n_values, differences);
        }
    }
    if (n_stores == 0)
        skip ();
    if (differences->len > 0)
        fail_msg ("%u stores, %u rows, %u values; differ:%s", n_stores, n_rows, n_values, differences->str);
    assert_true (n_rows > 100);
}

static void
search_folders_of_a_real_store (void **state)
{
    const char *path = SHARED "/pst/aspose-email-Aspose.Email-for-.NET/Outlook/SampleOstFile.ost";
    if (!g_file_test (path, G_FILE_TEST_EXISTS))
        skip ();
    g_autoptr (OxStore) store = ox_open_store_path (path, NULL, NULL, NULL);
    g_autoptr (GPtrArray) searches = ox_store_list_searches (store, NULL);
    assert_int_equal (searches->len, 2);
    const OxSearchFolder *unread = searches->pdata[0], *categorized = searches->pdata[1];
    assert_string_equal (unread->name, "Unread Mail");
    assert_int_equal (unread->template_id, 1);
    assert_string_equal (categorized->name, "Categorized Mail");
    g_autofree char *query_text = ox_query_print (categorized->restriction);
    assert_string_equal (query_text, "category exists");
    g_autofree char *unread_text = ox_query_print (unread->restriction);
    assert_true (g_str_has_prefix (unread_text, "not (class~=\"IPM.Appointment\" or class^\"IPM.Appointment.\""));
    assert_non_null (strstr (unread_text, "(is:unread or "));
    g_autoptr (OxRestriction) again = ox_query_parse (unread_text, NULL);
    assert_true (ox_restriction_equal (again, unread->restriction));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (paths_lead_back),
        cmocka_unit_test (paths_of_people),
        cmocka_unit_test (roles_by_entryid),
        cmocka_unit_test (walks_go_on),
        cmocka_unit_test (tables_ask_messages_only_where_they_must),
        cmocka_unit_test (tables_sort),
        cmocka_unit_test (columns_are_all_that_is_given),
        cmocka_unit_test (positions_stay),
        cmocka_unit_test (folders_of_files),
        cmocka_unit_test (rows_are_what_messages_say),
        cmocka_unit_test (search_folders_of_a_real_store),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
