# SPDX-License-Identifier: MIT
"""Reads a message through GObject-Introspection."""
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
