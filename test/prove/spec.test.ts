import { readFileSync } from 'node:fs';
import { proveContract } from './prove-contract.js';

// npm run gate:prove. The same with a contract of the tests' own is part of `npm test`.
proveContract(readFileSync('spec/openapi.yaml', 'utf8'), true);
