// Started by run-folder.ts: waits until the run of the tests is gone, however it ended, and cleans up.
import { existsSync } from 'node:fs';
import { cleanUp } from './clean-up.js';

const [, , folder = ''] = process.argv;
process.stdin
  .on('close', () => {
    if (existsSync(folder)) cleanUp(folder);
  })
  .resume();
