import { blocks } from './readme.js';

const [text = ''] = blocks('dockerfile');

/** The lines of the README's Dockerfile by their instruction. No machine of ours builds images. */
export const dockerfile: { [instruction: string]: string } = Object.fromEntries(
  text
    .trim()
    .split('\n')
    .map((line) => line.split(/ (.*)/s, 2)),
);
