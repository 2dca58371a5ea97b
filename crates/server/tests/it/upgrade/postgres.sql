CREATE TABLE _sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);
CREATE TABLE access_tokens (
    id bytea NOT NULL,
    digest bytea NOT NULL,
    grant_id bytea NOT NULL,
    scope text NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint
);
CREATE TABLE attempts (
    kind text NOT NULL,
    subject bytea NOT NULL,
    count bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE blobs (
    name text NOT NULL,
    sealed bytea NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE client_secrets (
    client_id text NOT NULL,
    name text NOT NULL,
    sealed bytea NOT NULL,
    expires_at bigint,
    created_at bigint NOT NULL
);
CREATE TABLE clients (
    id text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    redirect_uris jsonb NOT NULL,
    post_logout_redirect_uris jsonb NOT NULL,
    third_party boolean NOT NULL,
    initiate_login_uri text,
    refresh_grace bigint NOT NULL,
    rotate_refresh_token boolean NOT NULL,
    refresh_token_lifetime bigint NOT NULL,
    id_token_lifetime bigint NOT NULL,
    id_token_alg text,
    source text NOT NULL,
    disabled boolean NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE codes (
    id bytea NOT NULL,
    digest bytea NOT NULL,
    grant_id bytea NOT NULL,
    client_id text NOT NULL,
    redirect_uri text NOT NULL,
    redirect_uri_given boolean NOT NULL,
    nonce text,
    code_challenge text,
    expires_at bigint NOT NULL,
    consumed_at bigint
);
CREATE TABLE connectors (
    id text NOT NULL,
    kind text NOT NULL,
    provider text NOT NULL,
    sealed_config bytea NOT NULL,
    source text NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE consents (
    user_id text NOT NULL,
    client_id text NOT NULL,
    scope text NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE events (
    id bytea NOT NULL,
    kind text NOT NULL,
    at bigint NOT NULL,
    user_id text,
    client_id text,
    data jsonb NOT NULL
);
CREATE TABLE grants (
    id bytea NOT NULL,
    user_id text NOT NULL,
    client_id text NOT NULL,
    session_id bytea NOT NULL,
    auth_time bigint NOT NULL,
    amr jsonb NOT NULL,
    scope text NOT NULL,
    resources jsonb NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint
);
CREATE TABLE interactions (
    id bytea NOT NULL,
    browser bytea NOT NULL,
    client_id text NOT NULL,
    request jsonb NOT NULL,
    email text,
    purpose text NOT NULL,
    session_id bytea,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    finished_at bigint
);
CREATE TABLE known_browsers (
    device bytea NOT NULL,
    address bytea NOT NULL,
    seen_at bigint NOT NULL
);
CREATE TABLE outbox (
    id bytea NOT NULL,
    state text NOT NULL,
    sealed bytea,
    usage_type text NOT NULL,
    attempts bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    next_attempt_at bigint NOT NULL,
    leased_until bigint,
    sent_at bigint,
    failure text
);
CREATE TABLE refresh_families (
    id bytea NOT NULL,
    salt bytea NOT NULL,
    grant_id bytea NOT NULL,
    client_id text NOT NULL,
    scope text NOT NULL,
    generation bigint NOT NULL,
    rotated_at bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint
);
CREATE TABLE session_clients (
    session_id bytea NOT NULL,
    client_id text NOT NULL,
    sid text NOT NULL,
    joined_at bigint NOT NULL,
    signed_out_at bigint
);
CREATE TABLE sessions (
    id bytea NOT NULL,
    digest bytea NOT NULL,
    user_id text NOT NULL,
    auth_time bigint NOT NULL,
    amr jsonb NOT NULL,
    created_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    ended_at bigint
);
CREATE TABLE settings (
    name text NOT NULL,
    value jsonb NOT NULL,
    source text NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE signing_keys (
    kid text NOT NULL,
    algorithm text NOT NULL,
    stage text NOT NULL,
    sealed bytea NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE users (
    id text NOT NULL,
    email text,
    email_canonical text,
    email_verified_at bigint,
    phone text,
    phone_canonical text,
    phone_verified_at bigint,
    username text,
    username_canonical text,
    username_verified_at bigint,
    password_hash text,
    password_scheme text,
    name text,
    avatar text,
    profile jsonb NOT NULL,
    custom_data jsonb NOT NULL,
    suspended_at bigint,
    last_sign_in_at bigint,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE verification_codes (
    id bytea NOT NULL,
    interaction_id bytea,
    recipient text NOT NULL,
    usage_type text NOT NULL,
    digest bytea NOT NULL,
    tries bigint NOT NULL,
    mail_id bytea NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    consumed_at bigint
);
CREATE TABLE verifications (
    interaction_id bytea NOT NULL,
    id bytea NOT NULL,
    kind text NOT NULL,
    target text NOT NULL,
    verified_at bigint NOT NULL
);
CREATE TABLE versions (
    noun text NOT NULL,
    number bigint NOT NULL
);
INSERT INTO _sqlx_migrations VALUES (1, 'start', '2026-11-25 23:24:35.668421+00', true, '\x07c7b7b771e4df422eaabdbd57568e741870a5bb6288c0baffefd45ffed5758b621b709b23d4b40596bfebd032b88ff8', 42989201);
INSERT INTO _sqlx_migrations VALUES (2, 'sweep', '2026-11-25 23:24:35.711986+00', true, '\x9ce7fd690f85c25d5e2b41dfeab04e0cdde4601151c7d776fa4041ff07d2d63120189abc81dab02aa199e549ad9a1b96', 6381656);
INSERT INTO access_tokens VALUES ('\x01a215067f4047a726f875c2c9db367e', '\xed2d36f1d679b2dd613307ddd7ae7ab060e430294e03ad505cda1e912414ea26', '\x01a215067f1b0ce8430fcab1d683ce97', 'openid email offline_access', 1795652677056, NULL);
INSERT INTO attempts VALUES ('sends', '\x3d44bd08732d88093bc53c94b130112fc019a516ac55d5b41e9f1ce4eff218f8', 1, 1795649676038);
INSERT INTO attempts VALUES ('sends.ip', '\x1604c4f515963196dc9396c5d8498dd6641c7908dd6b9bd489f4466f9c4f45fb', 2, 1795649676038);
INSERT INTO attempts VALUES ('sends', '\x024cf2c12cc6766eda414a91b592ca0083abda1da75716b504de345d5191e8fe', 1, 1795649677138);
INSERT INTO attempts VALUES ('sends.client', '\xd940ce5979332631667f35234da21a4731200891f92789d69390e61c5391966c', 2, 1795652676038);
INSERT INTO attempts VALUES ('sends.all', '\x5462ae27334b179e35c82d6b068f746b4531d530ae173ad94bc8e548ce2727ce', 2, 1795652676038);
INSERT INTO blobs VALUES ('instance-key', '\xf73a3bcd3fee59cac92b476421d85092f61766657f73a9fc7784c9922342f4c96396bad12de04215fefa77dcd8678e989582cf5510abc099d1bab997', 1795649075719);
INSERT INTO client_secrets VALUES ('web', 'file', '\x6e37f74838696929e20402c8e1dfc83eb76c8d30bb751255303ec1fed9c76c7df47dc6fcc3527eb051220687ecc8576982023883cd70e309a87607ab', NULL, 1795649075719);
INSERT INTO clients VALUES ('web', 'Bookstore', 'traditional', '["https://rp.example/cb"]', '[]', false, NULL, 30000, true, 1209600000, 3600000, NULL, 'file', false, 1795649075719, 1795649075719);
INSERT INTO codes VALUES ('\x01a215067f1b4f3dc6dcb1c8ffa3d09b', '\x6b234f63feff0346d93742b3d136d14514c02c65d3fee849372d52eb3265afae', '\x01a215067f1b0ce8430fcab1d683ce97', 'web', 'https://rp.example/cb', true, NULL, NULL, 1795649137019, 1795649077056);
INSERT INTO events VALUES ('\x01a215067efb7f9d4a9dabd4fad333fa', 'user.registered', 1795649076987, 'w9qgtd1fl7uq', 'web', '{}');
INSERT INTO events VALUES ('\x01a215067efb6e406f1b439c4fa99381', 'session.started', 1795649076987, 'w9qgtd1fl7uq', NULL, '{}');
INSERT INTO grants VALUES ('\x01a215067f1b0ce8430fcab1d683ce97', 'w9qgtd1fl7uq', 'web', '\x01a215067efba6d13312777d95849508', 1795649076987, '["otp", "email"]', 'openid email offline_access', '[]', 1795649077019, 1811201077019, NULL);
INSERT INTO interactions VALUES ('\x01a215067b07229c4a468cd3fcb623d1', '\x09be10bdcb3a7ffe97bd745ca762a02298dc0b3ca6514d6f991725109d47d65e', 'web', '{"nonce": null, "scope": "openid email offline_access", "state": null, "prompt": "", "max_age": null, "client_id": "web", "resources": [], "login_hint": null, "ui_locales": null, "hinted_user": null, "first_screen": "sign_in", "redirect_uri": "https://rp.example/cb", "response_mode": "query", "code_challenge": null, "redirect_uri_given": true}', 'ada@example.com', 'SignIn', '\x01a215067efba6d13312777d95849508', 1795649075975, 1795652675975, 1795649077019);
INSERT INTO interactions VALUES ('\x01a215067f58ef78e376d80bd03aad5f', '\xb9a5d94745f20474bae7819fd3ac4444b4674b1a1f11290ff182810c170759b9', 'web', '{"nonce": null, "scope": "openid email offline_access", "state": null, "prompt": "", "max_age": null, "client_id": "web", "resources": [], "login_hint": null, "ui_locales": null, "hinted_user": null, "first_screen": "sign_in", "redirect_uri": "https://rp.example/cb", "response_mode": "query", "code_challenge": null, "redirect_uri_given": true}', 'eve@example.com', 'SignIn', NULL, 1795649077080, 1795652677080, NULL);
INSERT INTO known_browsers VALUES ('\x7ec1445b710d8686a19045ec5f89f2846d96170e50fe7d50e9896579ca0c13a8', '\x3d44bd08732d88093bc53c94b130112fc019a516ac55d5b41e9f1ce4eff218f8', 1795649076987);
INSERT INTO outbox VALUES ('\x01a215067b465e2a673411225a6679cd', 'sent', '\xb863d02dc6585d3901cc40402282d3ae9df0203a6d0cbdd6e16ff55e16f78b198b76e90a8cd0965a6b1607fa3439704e8575d45c80bbdfdaa5a15d7a24b98d08b821a478b69f74edc0806ede7ed14b863d570ae75bfe0bb1be99efef47b4cc989783a5b4f895ce4fd67175c6a51fbbf2ba74c38967b8f4ff8341556bf01ea4801354541924470cadbff82fc722084396b2fd771a513590a8a5a5e6d01ed95c1384fc35d71e6def51', 'SignIn', 1, 1795649076038, 1795649676038, 1795649076038, NULL, 1795649076061, NULL);
INSERT INTO outbox VALUES ('\x01a215067f92eee8acc320771bcac98f', 'sent', '\x6337a028521de83394d67bb41e8bf8b7507c24428865224f1077de9b15dc5bb5af6220b57486e1f275290673982e1d16abf67ffaf39e3ba5e7d26e5ae9c982d8abf88b22d43beb90900e6d4f82d91f373d01d96a9fcbf19289ceeecc8b3bedae7c78cdd5effd5ba5973fac983f83e6429c5397d462465de065b149be462ce423c3d0344932449fa7a1a4a974010c934d360b38c118e135592ca77c1298c7031ea3b510db279511c9', 'SignIn', 1, 1795649077138, 1795649677138, 1795649077138, NULL, 1795649077152, NULL);
INSERT INTO refresh_families VALUES ('\x01a215067f40363ca6b2587c22ec769b', '\x6392abfd0916f5d7b7ed3f4c5aaa9eaf', '\x01a215067f1b0ce8430fcab1d683ce97', 'web', 'openid email offline_access', 0, 1795649077056, 1795649077056, 1796858677056, NULL);
INSERT INTO session_clients VALUES ('\x01a215067efba6d13312777d95849508', 'web', 'AaIVBn8b9Lxsf5nsSuNtzg', 1795649077019, NULL);
INSERT INTO sessions VALUES ('\x01a215067efba6d13312777d95849508', '\x348d6241e57af31d6a87c6491f803c0a240e5cf5c8f89a345b15bddb8381e144', 'w9qgtd1fl7uq', 1795649076987, '["otp", "email"]', 1795649076987, 1795649076987, 1796858676987, NULL);
INSERT INTO settings VALUES ('branding', '{"name": "Nord", "color": "#112233", "terms_url": "https://nord.example/terms"}', 'file', 1795649075719);
INSERT INTO settings VALUES ('file-fingerprint', '"eAstTZoOPmAL1Hr1nu-p-fUfdzWhDkzsvsF42imHCEM"', 'file', 1795649075719);
INSERT INTO signing_keys VALUES ('6--nf9MHRNF3RD91SsQPG0rhpmUHTgDVz1bWybFLhSI', 'RS256', 'current', '\xbbce8c1d9117417766714371ca3d9d9975e4464e2dd7a1028c82062cb442b5822ed381eb0e157cb48e86b94ec7c184ce0eff1dd28566a4f55c960253c9eb3e0f6873f4fc7cedb2c90a5356ad4d898d32e6e17fe81a8724df65df8bf401d7cf614a86c81fdf3c658cc65cc836fba975a8f00bb1be293550bc2c08b280a4eabcd30358e4dbee1031533a59ce471396ff85ef8df942e263f21771c531d4b7a90342acbda384cf30759709cd16af968709126196b4e629b487778701eae5f623b665f740fe8e5b6615915d2a878abb9ecdba29db0c2db72b85163e0d4f484c3a890ef698e3b4740acf71c2b907cc607024b594beab848d597a20b98f603617e1f8592d2bac141bdb4ea73aabf01f0d77fce7551affe09574c9b697e1f4443bb31db0b5db8094bc3eaf67ca7ca42434e2919af51d21b7b581a61562e7cdf2a464caadaf7ed13527636f6bc63b5b05be1894cdeb8c62b3b13a87878f5b7d4b83c195a5ff6833f64c79a99949f2d57b2150383213e458f1b34bc2d65f5b0b051ff3236b08725c1c4b670de115a6bb440d044027050be4a2a132e740c5007bbf02e3ae33db1d0ec3b16d55a0d49daabbb24de4f6b9868a5e12120aa3684c93d91fd31baff6d6802526d92d9261aa1e848596b798d147912ed67ece50fef5655b1ddd2e74c8b120b254e21eedf1ae54e6008e86a015f30ab13f8c99823c4144cc15a92d2314412f26c469287369aba1e28efaa2f7bf40ee9d8bd58fbd42cf98d1a8ad5bbce85344adf163f86b042321c8f0fcb27ae372c76edee779d6617a7fcd91808cd33847ddf9e79241dfb3404dbe9e8dadbd3c10e4a669bca5564c33a5ac082ac2133a8d570a34da68391dddf21b7ca36bbf1f353a6d9eb1c1809558c5a5f8cacbd2606210b0b791b820e1cd40b922d588bd0860d25091b95103bb8c92dce2121b3f245debf3a8b91aef2905f294652f3414d284350fef81a58cb6a05030252abb5a035bf65a95b48593bb7e9498b91fdd4ad49e9e28ffcae9480000af8c71b13aa3884fa04e15c8cdb1af1f9fc4f105998af4209d165b1ee18756b2c53035df4eabdeb501a925f4b9c4426a535582db5de0b89c986808885bf04ff8a0ddac0a9723df186d8df65c7438fb800f69c239c2f1add1c81277187ec648c3acc377d618b76ce4a9d6a796c595f27aeb7f2f614eae63252ef0e1f27c96954b57952ab47b35c7d8c84ab2cbf05e7455edc13ea7516e371457dd52640bc6aaf7c8ed3f57943d00394adb2ccb10305c355b103e261cca2ac5b26e0c443cdb3c12b64d3f4c0d36f488203eca99f5d1d380fe0b04ab94c8de63054f6936645aa9574ed921954322474fadc5e6d1b8a14b865d3d83191dbd3f0c12260fccc041ff1195ba44e26de09ccb1703683fee5da0e35084bd8362434cd9ec42ce787b36a551d6adc3928a8201198425000ab4c4f23d6fae0be3c85e8ea71673211975303cd2d63cb87dc09791a65e30e432c5f86b6085b6867a57681bdda4b8bbc5e3ab8c80156cfb4a6ee79c3d52bfc547eafb0db9e860056de10922f6b20e77f26487f664039841f962249564b19453659bf581678095fb20ebae8c8f13c73f7864f1fcc7f023fe6d851ea281637722ac9c3d63bcf0691a5a9b77c17442c4245b1eb177abc3c22ae7696fd532f6afb552867ee750dc3758f63b0f794389e193ffb4191102c0a44de2c71096c51293960acecf6e8e373ce63bb6b25bb2ae765c1fa99f87075a50cb26ddae', 1795649075719);
INSERT INTO users VALUES ('w9qgtd1fl7uq', 'ada@example.com', 'ada@example.com', 1795649076987, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', '{}', NULL, 1795649076987, 1795649076987, 1795649076987);
INSERT INTO verification_codes VALUES ('\x01a215067b464e673eaaac22d7d5e34a', '\x01a215067b07229c4a468cd3fcb623d1', 'ada@example.com', 'SignIn', '\x7c4fec92ff0235cf3dc44f27ce2da7f57c2906d2201a98689cf4cb7f6b8e7185', 1, '\x01a215067b465e2a673411225a6679cd', 1795649076038, 1795649676038, 1795649076912);
INSERT INTO verification_codes VALUES ('\x01a215067f92bf28d9fad1ce4378801e', '\x01a215067f58ef78e376d80bd03aad5f', 'eve@example.com', 'SignIn', '\x18a5eb1c9be784c527d9f1cd4f0e0e80aa7b3bbfe693187d63d320df5975fdbb', 0, '\x01a215067f92eee8acc320771bcac98f', 1795649077138, 1795649677138, NULL);
INSERT INTO verifications VALUES ('\x01a215067b07229c4a468cd3fcb623d1', '\x01a215067eb0ea5ba229ae5fb0dca72b', 'email_code', 'ada@example.com', 1795649076912);
INSERT INTO versions VALUES ('connectors', 1);
INSERT INTO versions VALUES ('clients', 3);
INSERT INTO versions VALUES ('settings', 3);
INSERT INTO versions VALUES ('keys', 2);
ALTER TABLE ONLY _sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY access_tokens
    ADD CONSTRAINT access_tokens_pkey PRIMARY KEY (id);
ALTER TABLE ONLY attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (kind, subject);
ALTER TABLE ONLY blobs
    ADD CONSTRAINT blobs_pkey PRIMARY KEY (name);
ALTER TABLE ONLY client_secrets
    ADD CONSTRAINT client_secrets_pkey PRIMARY KEY (client_id, name);
ALTER TABLE ONLY clients
    ADD CONSTRAINT clients_pkey PRIMARY KEY (id);
ALTER TABLE ONLY codes
    ADD CONSTRAINT codes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY connectors
    ADD CONSTRAINT connectors_pkey PRIMARY KEY (id);
ALTER TABLE ONLY consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (user_id, client_id);
ALTER TABLE ONLY events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY grants
    ADD CONSTRAINT grants_pkey PRIMARY KEY (id);
ALTER TABLE ONLY interactions
    ADD CONSTRAINT interactions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY known_browsers
    ADD CONSTRAINT known_browsers_pkey PRIMARY KEY (device, address);
ALTER TABLE ONLY outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY refresh_families
    ADD CONSTRAINT refresh_families_pkey PRIMARY KEY (id);
ALTER TABLE ONLY session_clients
    ADD CONSTRAINT session_clients_pkey PRIMARY KEY (session_id, client_id);
ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (name);
ALTER TABLE ONLY signing_keys
    ADD CONSTRAINT signing_keys_algorithm_stage_key UNIQUE (algorithm, stage);
ALTER TABLE ONLY signing_keys
    ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (kid);
ALTER TABLE ONLY users
    ADD CONSTRAINT users_email_canonical_key UNIQUE (email_canonical);
ALTER TABLE ONLY users
    ADD CONSTRAINT users_phone_canonical_key UNIQUE (phone_canonical);
ALTER TABLE ONLY users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY users
    ADD CONSTRAINT users_username_canonical_key UNIQUE (username_canonical);
ALTER TABLE ONLY verification_codes
    ADD CONSTRAINT verification_codes_interaction_id_key UNIQUE (interaction_id);
ALTER TABLE ONLY verification_codes
    ADD CONSTRAINT verification_codes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY verifications
    ADD CONSTRAINT verifications_pkey PRIMARY KEY (interaction_id, id);
ALTER TABLE ONLY versions
    ADD CONSTRAINT versions_pkey PRIMARY KEY (noun);
CREATE INDEX attempts_over ON attempts USING btree (expires_at);
CREATE INDEX grants_without_offline_access ON grants USING btree (id) WHERE (((' '::text || scope) || ' '::text) !~~ '% offline_access %'::text);
CREATE INDEX interactions_of_browser ON interactions USING btree (browser, id);
CREATE INDEX known_browsers_seen ON known_browsers USING btree (seen_at);
CREATE INDEX outbox_due ON outbox USING btree (next_attempt_at) WHERE (state = 'waiting'::text);
CREATE UNIQUE INDEX verification_codes_of_recipient ON verification_codes USING btree (recipient, usage_type) WHERE (interaction_id IS NULL);
ALTER TABLE ONLY client_secrets
    ADD CONSTRAINT client_secrets_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY session_clients
    ADD CONSTRAINT session_clients_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY verifications
    ADD CONSTRAINT verifications_interaction_id_fkey FOREIGN KEY (interaction_id) REFERENCES interactions(id) ON DELETE CASCADE;
