/** What stands behind the kind: 99 characters, as of Stripe's own keys. */
const REST = `51${'SECRETsecret'.repeat(8)}S`;

/** A key of each kind that Stripe gives out, and as long as those are. */
export const API_KEYS = {
  'a secret test key': `sk_test_${REST}`,
  'a restricted test key': `rk_test_${REST}`,
  'a secret live key': `sk_live_${REST}`,
  'a restricted live key': `rk_live_${REST}`,
  'the live key of an organization': `sk_org_live_${REST}`,
  'the test key of an organization': `sk_org_test_${REST}`,
};
