// T-60: what an attacker puts into parameters. Whatever gets through either sets `window.pwned`, or
// leaves an element with the attribute `data-pwned`, or changes a header.
export const PAYLOADS = [
  `"><script>window.pwned=1</script><b data-pwned>`,
  `'><img src=x data-pwned onerror=window.pwned=1>`,
  `</title></script></style></textarea><svg data-pwned onload=window.pwned=1>`,
  `" autofocus onfocus=window.pwned=1 data-pwned x="`,
  `javascript:window.pwned=1//`,
  `JaVaScRiPt:/*\u2028*/window.pwned=1`,
  `data:text/html,<script>opener.pwned=1</script>`,
  `{{ 7*1910039 }}{% print 7*1910039 %}\${7*1910039}`,
  `x\r\nSet-Cookie: pwned=1\r\n\r\n<b data-pwned>`,
  `\u202e\u0000<!--<b data-pwned>-->`,
  `//evil.example/\\evil.example`,
];

/** Parameters of the authorization request that some page may show. */
export const AUTHORIZE = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'prompt',
  'max_age',
  'login_hint',
  'ui_locales',
  'first_screen',
  'interaction_mode',
  'identifier',
  'id_token_hint',
  'code_challenge',
  'code_challenge_method',
  'resource',
  'request',
  'direct_sign_in',
];

/** Parameters that pages take, or might come to take. */
export const PAGES = [
  'flow',
  'app_id',
  'login_hint',
  'ui_locales',
  'lang',
  'locale',
  'email',
  'code',
  'error',
  'error_description',
  'notice',
  'state',
  'redirect_uri',
  'csrf',
];

/** Parameters of the sign-out. */
export const SIGN_OUT = [
  'client_id',
  'post_logout_redirect_uri',
  'state',
  'id_token_hint',
  'logout_hint',
  'ui_locales',
];
