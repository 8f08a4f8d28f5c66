// npm run mock: the command `stripe-payment-attempt mock`, from the source.
import './build-page.js';
import { runCli } from '../src/run-cli.js';
import { runAsProgram } from './support/command.js';

await runAsProgram(import.meta.url, (args) => runCli(['mock', ...args]));
