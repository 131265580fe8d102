// SPDX-License-Identifier: MIT
// peer_msgreader.mjs FILE...: all fields and attachments of each message by @kenjiuno/msgreader, one process
import fs from 'fs';
import { createRequire } from 'module';
const require = createRequire(process.env.PEER_MODULES + '/');
const MsgReader = require('@kenjiuno/msgreader').default;

let n = 0, bytes = 0, failed = 0;
for (const path of process.argv.slice(2)) {
  try {
    const reader = new MsgReader(fs.readFileSync(path));
    const data = reader.getFileData();
    for (const attachment of data.attachments || [])
      bytes += reader.getAttachment(attachment).content.length;
    n++;
  } catch (e) {
    failed++;
  }
}
console.log(`${n} read, ${failed} failed, ${bytes} bytes of attachments`);
