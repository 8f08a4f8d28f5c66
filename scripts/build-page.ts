// Writes the reference page into dist/reference/. Scripts that show the page import this first.
import { readFile } from 'node:fs/promises';
import { buildPage } from './page/build-page.js';

const contract = JSON.parse(await readFile('generated/openapi.json', 'utf8'));
await buildPage(contract, 'dist/reference');
