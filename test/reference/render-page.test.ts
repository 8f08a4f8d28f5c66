import { expect, test } from 'vitest';
import { pageFiles } from '../../scripts/page/build-page.js';
import { contract } from '../support/contract.js';

test('the data of a page holds whatever text the contract has', async () => {
  const summary = 'a </script><script>alert(1)</script> <!-- b';
  const text = JSON.stringify(contract, (key, value) => (key === 'summary' ? summary : value));
  const html = (await pageFiles(JSON.parse(text), 'here')).get('index.html') ?? '';
  expect(html.includes('<script>alert')).toBe(false);
  const data = /<script type="application\/json" id="p-model">(.*?)<\/script>/s.exec(html)?.[1];
  const { examples } = JSON.parse(data ?? '{}');
  expect(examples[0]).toMatchObject({ summary });
});
