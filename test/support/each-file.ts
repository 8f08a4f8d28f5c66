// Runs before each test file.
import { afterAll } from 'vitest';
import './end-with-run.js';
import { endPrograms } from './program.js';

// The programs that tests start print plain text, also on a CI machine: there they would add colours, and the
// Vitest of a README recipe would add its verdict on a lost answer to the job's summary.
delete process.env.FORCE_COLOR;
delete process.env.GITHUB_ACTIONS;
process.env.NO_COLOR = '1';

afterAll(endPrograms);
