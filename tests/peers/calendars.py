#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""calendars.py BUILD : npm's ical.js and vcf read every calendar and every card that we make.

Of each sample and each real message that becomes one: ical.js parses it, finds as many fields as stand there, and gives
each series its first occurrences, the first of which is where it begins; vcf finds the fields of a card as well. Both
are installed into BUILD/peers. What differs is listed; the exit status tells of what a peer could not
read."""
import json
import os
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PACKAGES = ('ical.js@2', 'vcf@2')

READER = r"""
const fs = require('fs'), modules = process.env.PEER_MODULES;
(async () => {
  const ICAL = (await import(modules + '/ical.js/dist/ical.js')).default, vCard = require(modules + '/vcf');
  const count = (component) => component.getAllProperties().length
    + component.getAllSubcomponents().reduce((n, c) => n + count(c), 0);
  const calendar = (text, out) => {
    const root = new ICAL.Component(ICAL.parse(text));
    out.fields = count(root);
    out.series = 0;
    for (const zone of root.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
    for (const item of root.getAllSubcomponents('vevent')) {
      const event = new ICAL.Event(item);
      if (!event.isRecurring() || event.isRecurrenceException()) continue;
      const walk = event.iterator(), first = walk.next();
      out.series++;
      if (item.getFirstPropertyValue('rrule').toString().includes('RSCALE')) continue;
      const gone = item.getAllProperties('exdate').some((p) => p.getFirstValue().compare(event.startDate) === 0);
      if (!gone && (!first || first.compare(event.startDate) !== 0)) throw new Error('begins at ' + first);
      for (let i = 0; i < 60 && walk.next(); i++);
    }
    ICAL.TimezoneService.reset();
  };
  const card = (text, out) => {
    out.fields = count(new ICAL.Component(ICAL.parse(text)));
    // Not vCard.parse(): that takes BEGIN:VCARD within a value for another card. It drops fields without a value.
    const empty = text.replace(/\r\n[ \t]/g, '').split('\r\n').filter((line) => line.endsWith(':')).length;
    const data = Object.values(new vCard().parse(text).data).flat().length;
    if (data + empty < out.fields - 1) throw new Error('vcf finds ' + data + ' fields of ' + out.fields);
  };
  for (const path of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
    const out = { path };
    try {
      (path.endsWith('.ics') ? calendar : card)(fs.readFileSync(path, 'utf8'), out);
    } catch (e) { out.error = String(e); }
    console.log(JSON.stringify(out));
  }
})();
"""


def lines(path):
    """fields of a file: its lines, unfolded, without those that begin and end"""
    text = open(path, encoding='utf-8', newline='').read().replace('\r\n ', '').replace('\r\n\t', '')
    return sum(1 for line in text.split('\r\n') if line and not line.upper().startswith(('BEGIN:', 'END:')))


def convert(oxcart, folder):
    corpora = [os.path.join(TOP, 'corpus'), os.path.join(TOP, '..', 'shared', 'corpus', 'msg')]
    for i, corpus in enumerate(c for c in corpora if os.path.isdir(c)):
        subprocess.run([oxcart, 'convert', '-q', corpus, '-o', os.path.join(folder, str(i))], capture_output=True, check=False)
    found = []
    for where, _, names in sorted(os.walk(folder)):
        found += [os.path.join(where, n) for n in sorted(names) if n.endswith(('.ics', '.vcf'))]
    return found


def main():
    build = os.path.abspath(sys.argv[1])
    peers = os.path.join(build, 'peers')
    subprocess.run(['npm', 'install', '--silent', '--no-fund', '--no-audit', '--prefix', peers, *PACKAGES], check=True)
    totals = {'ics': [0, 0, 0, 0], 'vcf': [0, 0, 0, 0]}
    with tempfile.TemporaryDirectory() as folder:
        files = convert(os.path.join(build, 'oxcart'), folder)
        done = subprocess.run(['node', '-e', READER], input='\n'.join(files), capture_output=True, text=True, check=True,
                              env=dict(os.environ, PEER_MODULES=os.path.join(peers, 'node_modules')))
        for line in done.stdout.splitlines():
            said = json.loads(line)
            total = totals[said['path'][-3:]]
            total[0] += 1
            total[3] += said.get('series', 0)
            if 'error' in said:
                total[1] += 1
                print('%s: %s' % (os.path.relpath(said['path'], folder), said['error']))
            elif said['fields'] != lines(said['path']):
                total[2] += 1
                print('%s: %d fields of %d' % (os.path.relpath(said['path'], folder), said['fields'], lines(said['path'])))
    for kind, name in (('ics', 'calendars by ical.js'), ('vcf', 'cards by ical.js and vcf')):
        print('%s: %d files, %d not read, %d with other fields, %d series' % ((name,) + tuple(totals[kind])))
    return 1 if totals['ics'][1] or totals['vcf'][1] or not totals['ics'][0] else 0


if __name__ == '__main__':
    sys.exit(main())
