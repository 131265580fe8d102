# SPDX-License-Identifier: MIT
"""Reads a message, and a folder of them as a store, through GObject-Introspection."""
import os
import sys

import gi
gi.require_version('Oxcart', '0')
from gi.repository import Oxcart

stream = Oxcart.Stream.new_path(sys.argv[1])
diagnostics = Oxcart.Diagnostics.new()
message = Oxcart.open_message(stream, None, diagnostics)
props = message.get_props()
subject = props.get_text(Oxcart.TAG_SUBJECT)
assert subject, 'no subject'
sink = Oxcart.Sink.new_memory()
assert message.write_mime(sink, None, diagnostics, None)
assert sink.finish()
mime = sink.steal_bytes().get_data()
assert b'\r\nMIME-Version: 1.0\r\n' in mime
assert Oxcart.sniff(stream) == 'msg'
attachment = message.get_attachment(0)
content = attachment.open()
data = content.read_bytes(0, content.get_size()).get_data()
n = content.get_size()
assert len(data) == n
try:
    Oxcart.Stream.new_path('/nonexistent')
    raise SystemExit('no error for a missing file')
except gi.repository.GLib.Error as error:
    assert 'nonexistent' in error.message
print('python: "%s", %d bytes of MIME, attachment of %d bytes' % (subject, len(mime), n))

store = Oxcart.open_store_path(os.path.dirname(sys.argv[1]), None, None)
folder = store.find_folder('/')
query = Oxcart.query_parse('subject~"ox-cart timetable"')
table = folder.query(query, [Oxcart.TAG_SUBJECT], None)
found = 0
row = table.next()
while row is not None:
    assert 'ox-cart' in row.get_text(Oxcart.TAG_SUBJECT).lower()
    assert table.open_message().get_props().get_text(Oxcart.TAG_SUBJECT)
    found += 1
    row = table.next()
assert found > 0
walk = Oxcart.Walk.new(store.get_root())
assert walk.next().get_path() == '/'
print('python: %d of %d messages meet %s' % (found, table.get_n_listed(), Oxcart.query_print(query)))
