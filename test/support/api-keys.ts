/** A key of each kind that Stripe gives out. */
export const API_KEYS = {
  'a secret test key': 'sk_test_51SECRETsecretSECRET',
  'a restricted test key': 'rk_test_51SECRETsecretSECRET',
  'a secret live key': 'sk_live_51SECRETsecretSECRET',
  'a restricted live key': 'rk_live_51SECRETsecretSECRET',
  'the live key of an organization': 'sk_org_live_51SECRETsecretSECRET',
  'the test key of an organization': 'sk_org_test_51SECRETsecretSECRET',
};
