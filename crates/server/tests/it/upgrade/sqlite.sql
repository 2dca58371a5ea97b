PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO "_sqlx_migrations" VALUES(1,'start','2026-11-25 23:24:19',1,X'4A33FD542A25791C4F6A3304FB7EDF41A8D3B3F57563AFF2E4B0BA77E3E174AFE61D8BF28601EAEE7A640C0BAD6FCCC1',16473552);
INSERT INTO "_sqlx_migrations" VALUES(2,'sweep','2026-11-25 23:24:19',1,X'9CE7FD690F85C25D5E2B41DFEAB04E0CDDE4601151C7D776FA4041FF07D2D63120189ABC81DAB02AA199E549AD9A1B96',1125550);
CREATE TABLE access_tokens (
    id blob not null primary key,
    digest blob not null,
    grant_id blob not null,
    scope text not null,
    expires_at integer not null,
    revoked_at integer
) strict, without rowid;
INSERT INTO "access_tokens" VALUES(X'01A2150641858BA35595C4E3E7056890',X'8B7D5A88CE702DFEE66253BC31BD19E1235CEC13658B315CE1318D9B48446CA1',X'01A2150641662460EB0C20E70E749DFA','openid email offline_access',1795652661253,NULL);
CREATE TABLE attempts (
    kind text not null,
    subject blob not null,
    count integer not null,
    expires_at integer not null,
    primary key (kind, subject)
) strict, without rowid;
INSERT INTO "attempts" VALUES('sends',X'D13A07AF6833A76F45AE7D8917DA9DB0D75D17AE782718B9D1799B0EDC4B2C5B',1,1795649660289);
INSERT INTO "attempts" VALUES('sends',X'D45472EB34A7A3BA518A1139C9A9BF815BC0E9AA6060DD77D8589689D8F5FF30',1,1795649661319);
INSERT INTO "attempts" VALUES('sends.all',X'D1F43EF6EB7DB33135631A1F6DFAE486FCB2999E2D66D12EFFDFEB4E97E95F07',2,1795652660289);
INSERT INTO "attempts" VALUES('sends.client',X'51654B698B871D0DB8AE6EA1A7DF9F1CE787249D264D17F048D90F126B083611',2,1795652660289);
INSERT INTO "attempts" VALUES('sends.ip',X'269418F6E88200B2C61C49325B5D12D1F99BF8C05B9E5DFCD778674661994D42',2,1795649660289);
CREATE TABLE blobs (
    name text not null primary key,
    sealed blob not null,
    created_at integer not null
) strict, without rowid;
INSERT INTO "blobs" VALUES('instance-key',X'C962B1D859D0580501769780365A4873FAAC283B4E79ADE199AE7B55E4E9C6D23B765C8D6DCF0CD8A63296501B9876309976BCAC829E9EB5889E42EE',1795649059891);
CREATE TABLE client_secrets (
    client_id text not null references clients (id) on delete cascade,
    name text not null,
    sealed blob not null,
    expires_at integer,
    created_at integer not null,
    primary key (client_id, name)
) strict, without rowid;
INSERT INTO "client_secrets" VALUES('web','file',X'0CCD8C9615454B04B70AFE3D4D3A898547E303B8C19BDD89AB32CB1262D3DFB6605402A1872825FAE7E834585E0CAB127BD09F11060012B087DB9B91',NULL,1795649059891);
CREATE TABLE clients (
    id text not null primary key,
    name text not null,
    kind text not null,
    redirect_uris text not null check (json_valid(redirect_uris)),
    post_logout_redirect_uris text not null check (json_valid(post_logout_redirect_uris)),
    third_party integer not null check (third_party in (0, 1)),
    initiate_login_uri text,
    refresh_grace integer not null,
    rotate_refresh_token integer not null check (rotate_refresh_token in (0, 1)),
    refresh_token_lifetime integer not null,
    id_token_lifetime integer not null,
    id_token_alg text,
    source text not null,
    disabled integer not null check (disabled in (0, 1)),
    created_at integer not null,
    updated_at integer not null
) strict;
INSERT INTO "clients" VALUES('web','Bookstore','traditional','["https://rp.example/cb"]','[]',0,NULL,30000,1,1209600000,3600000,NULL,'file',0,1795649059891,1795649059891);
CREATE TABLE codes (
    id blob not null primary key,
    digest blob not null,
    grant_id blob not null,
    client_id text not null,
    redirect_uri text not null,
    redirect_uri_given integer not null check (redirect_uri_given in (0, 1)),
    nonce text,
    code_challenge text,
    expires_at integer not null,
    consumed_at integer
) strict, without rowid;
INSERT INTO "codes" VALUES(X'01A215064166F7ABCDDA880813392358',X'A9C95B98DDDB86FD1B8E2627BB9EAE361179C98733ED17E9E220EF384194E15E',X'01A2150641662460EB0C20E70E749DFA','web','https://rp.example/cb',1,NULL,NULL,1795649121222,1795649061253);
CREATE TABLE connectors (
    id text not null primary key,
    kind text not null,
    provider text not null,
    sealed_config blob not null,
    source text not null,
    updated_at integer not null
) strict;
CREATE TABLE consents (
    user_id text not null,
    client_id text not null,
    scope text not null,
    created_at integer not null,
    updated_at integer not null,
    primary key (user_id, client_id)
) strict, without rowid;
CREATE TABLE events (
    id blob not null primary key,
    kind text not null,
    at integer not null,
    user_id text,
    client_id text,
    data text not null check (json_valid(data))
) strict, without rowid;
INSERT INTO "events" VALUES(X'01A21506414A00FD8C81FBE79E41F69D','user.registered',1795649061194,'cecrh03g4wja','web','{}');
INSERT INTO "events" VALUES(X'01A21506414ACBFEC698BB7BF1903918','session.started',1795649061194,'cecrh03g4wja',NULL,'{}');
CREATE TABLE grants (
    id blob not null primary key,
    user_id text not null,
    client_id text not null,
    session_id blob not null,
    auth_time integer not null,
    amr text not null check (json_valid(amr)),
    scope text not null,
    resources text not null check (json_valid(resources)),
    created_at integer not null,
    expires_at integer not null,
    revoked_at integer
) strict, without rowid;
INSERT INTO "grants" VALUES(X'01A2150641662460EB0C20E70E749DFA','cecrh03g4wja','web',X'01A21506414A31205D4E291600366838',1795649061194,'["otp","email"]','openid email offline_access','[]',1795649061222,1811201061222,NULL);
CREATE TABLE interactions (
    id blob not null primary key,
    browser blob not null,
    client_id text not null,
    request text not null check (json_valid(request)),
    email text,
    purpose text not null,
    session_id blob,
    created_at integer not null,
    expires_at integer not null,
    finished_at integer
) strict, without rowid;
INSERT INTO "interactions" VALUES(X'01A215063D75C5875E8F9893CFAC0848',X'3892D78CDA137F8CE827D4770C5C071E70957196E4496376921BE50712D4246F','web','{"client_id":"web","redirect_uri":"https://rp.example/cb","redirect_uri_given":true,"response_mode":"query","scope":"openid email offline_access","resources":[],"state":null,"nonce":null,"code_challenge":null,"prompt":"","max_age":null,"login_hint":null,"ui_locales":null,"first_screen":"sign_in","hinted_user":null}','ada@example.com','SignIn',X'01A21506414A31205D4E291600366838',1795649060213,1795652660213,1795649061222);
INSERT INTO "interactions" VALUES(X'01A21506419906868C5B854D91BC07A1',X'B583DE78ADADDAAB4448A9FCE6E4D31A140B64776D70A980EC27AE6015FCE6DE','web','{"client_id":"web","redirect_uri":"https://rp.example/cb","redirect_uri_given":true,"response_mode":"query","scope":"openid email offline_access","resources":[],"state":null,"nonce":null,"code_challenge":null,"prompt":"","max_age":null,"login_hint":null,"ui_locales":null,"first_screen":"sign_in","hinted_user":null}','eve@example.com','SignIn',NULL,1795649061273,1795652661273,NULL);
CREATE TABLE known_browsers (
    device blob not null,
    address blob not null,
    seen_at integer not null,
    primary key (device, address)
) strict, without rowid;
INSERT INTO "known_browsers" VALUES(X'3D812C4B0140468D5CABAB4AE7247BA549A5703F31D52279935F235D0DA63452',X'D13A07AF6833A76F45AE7D8917DA9DB0D75D17AE782718B9D1799B0EDC4B2C5B',1795649061194);
CREATE TABLE outbox (
    id blob not null primary key,
    state text not null,
    sealed blob,
    usage_type text not null,
    attempts integer not null,
    created_at integer not null,
    expires_at integer not null,
    next_attempt_at integer not null,
    leased_until integer,
    sent_at integer,
    failure text
) strict, without rowid;
INSERT INTO "outbox" VALUES(X'01A215063DC13D99FB4722EA5EB5E0F6','sent',X'41522C0FDC861C25E8FBC14C1B4B7BAEF0DA9F5EB673D98A5DB0CAB6D2B48FF71FA4A55221BE224ECF6ED0FCB0F9CF6A8AA118C30100B73FA0862BBEAAAAE7E66276557DD8449409EBA56A113EB3821852A490DA75F1C92F9E33C1830499CF3B2CC295D123F575BEEDD196B065B3B85229B57741FA81CA3A38531C176856154EA26E9BB7124DB67D5C9D841592DA61E2B7EEDCCC215A8F33AAA59435B26D2776BE35F5AB1384EA50','SignIn',1,1795649060289,1795649660289,1795649060289,NULL,1795649060300,NULL);
INSERT INTO "outbox" VALUES(X'01A2150641C74B68C919D0C0D6EE424C','sent',X'FA7866E6DA29EAF2DE8D85711B70D596AAF57DA427486C8BD2B7C6C1A91E30C3486EA3B1697458AAEB664D270682A1848EAD0C2D81699C8BCC617B4DD3AF7BD655A0990C5A4508AC3F350B14280D82B93EDDE6D2AFE8CD25260809BAD558123948334F920C1CE35A9C7D52E320CFD467F4952054A3B8F836E7968E69111B2F1B9696A4A9E1210949DF3B1810CC83BF74A9A41A25835DD08EF2268FF39067D34FAF26E30F1FC18CF0','SignIn',1,1795649061319,1795649661319,1795649061319,NULL,1795649061325,NULL);
CREATE TABLE refresh_families (
    id blob not null primary key,
    salt blob not null,
    grant_id blob not null,
    client_id text not null,
    scope text not null,
    generation integer not null,
    rotated_at integer not null,
    created_at integer not null,
    expires_at integer not null,
    revoked_at integer
) strict, without rowid;
INSERT INTO "refresh_families" VALUES(X'01A2150641851961F9DFE48F56B84335',X'4DC99B6819B21385CC4136DFDAAB139C',X'01A2150641662460EB0C20E70E749DFA','web','openid email offline_access',0,1795649061253,1795649061253,1796858661253,NULL);
CREATE TABLE session_clients (
    session_id blob not null references sessions (id) on delete cascade,
    client_id text not null,
    sid text not null,
    joined_at integer not null,
    signed_out_at integer,
    primary key (session_id, client_id)
) strict, without rowid;
INSERT INTO "session_clients" VALUES(X'01A21506414A31205D4E291600366838','web','AaIVBkFmmFreSvPasdsIcw',1795649061222,NULL);
CREATE TABLE sessions (
    id blob not null primary key,
    digest blob not null,
    user_id text not null,
    auth_time integer not null,
    amr text not null check (json_valid(amr)),
    created_at integer not null,
    seen_at integer not null,
    expires_at integer not null,
    ended_at integer
) strict, without rowid;
INSERT INTO "sessions" VALUES(X'01A21506414A31205D4E291600366838',X'707ECF442D09AB10C4625115096D8D3549F1ADF9E3815E3EAEB5EFFDD8AAD021','cecrh03g4wja',1795649061194,'["otp","email"]',1795649061194,1795649061194,1796858661194,NULL);
CREATE TABLE settings (
    name text not null primary key,
    value text not null check (json_valid(value)),
    source text not null,
    updated_at integer not null
) strict, without rowid;
INSERT INTO "settings" VALUES('branding','{"name":"Nord","color":"#112233","terms_url":"https://nord.example/terms"}','file',1795649059891);
INSERT INTO "settings" VALUES('file-fingerprint','"r3K-9NjIv04wQ6DmVos_VjHBTCbRPCjMBsFoVz4tckQ"','file',1795649059891);
CREATE TABLE signing_keys (
    kid text not null primary key,
    algorithm text not null,
    stage text not null,
    sealed blob not null,
    created_at integer not null,
    unique (algorithm, stage)
) strict;
INSERT INTO "signing_keys" VALUES('jD5aBYLvaH2-Hno0vHMZuLT8dMa8t0AhNZVJN7sTjpU','RS256','current',X'D6CB63A2710EF940423E11766003C6BB90F0163D68675381BA59154C78F3F88724A99002785A8151528C957B9E351DCA695E93DC0BE7CAA7973B2153E5BA171D533F4A67954FDBA4A2EB0EDB3B3E6E98C83E24FBBBF3B3E27275000053047426F7E07AEA3B9021BB0E0E94AE7E9F5DEF5CF28E90801DF25D6A10F89C51517257D33A67FEF50E4ADC42CA5940A753F6CF124DF52691ED93D40EDC592EED23D8272B5DAE9A78B6995B35E5C82AECAA1FAABF8E96E4BD4D8DE85841F7CB883BF33BFFBC9895076E8C33B2F1826143A40C366C0A8401E9B5CF0BBC94D17A0B3970B0D490842AD6EAD475022E51D8E0C7EAB224CB531BE2C54D44D60CB295BBA592CC3AB22B6CEC6DABC815DFCF11324355405C698D8B1AF2BADAE5DF41C59AF9172B27DD5ED0FB43C0A8E58DFD6B313888F4CE69192DA431DE5CC3206952916F0C33F1AE22899C343F27CA17E723096E505081671081C23DB37BB6634E2A44D3C953722FBB24C9B236E5C2B2499DAEF33A2CB7545DBAAE6EAD7E240A1A9F9AD6A12FA5AA53D8358F0CD151FD40478FAD21232CFF30A6E02445B4E85B915E05AFA191F331A3824EC42558F99D32F7CCFE237D9C21D8B40D25D8062F1233040BC1EA5B1BC36ED2920997896E9A2282995DC04F82198C2A260E73FD495242CFC3B079A52659F526AA143EE77EE62B6CC3116594A0234C37B6E98B1D5F8A705D643390D80A3C9DEFC2A45AC98C8EBCFF8EAA9B059951FF06CD8EC66CE2716618FA965F5987497E2A7F4995B913A829BF9186BE67A37F3022A345ED0EF513EB349F35159BBF03AC70C70540BB1D01CD7007033EFD1E4F0B9F0094D4EEC8E0A8C9BA3DBF519EE2B6391609D304B11904B0F95EFFDF6F13CBA8D6B2A07DE4E91747717FE7AFAC425BE034E6F0E0CB30AAE47E887289F093CFAEE65BFF9A38E5A9840155564B7E10187FA2F42F55A03F9CD776E492CAF23F9AC2AD98CD31573A5ADD3EC2C795A4D6F01AFB40D22CD279DC0D868ED5D3A3EA9622DAF53782A020BF15EC33291A2D8F2163BBC9134B2A1E28F56F6F6BDAF9076702796AE6AE0D54DF2CF70755512571EC980A48CF73694F55A01E994ECC599076115D18546EB818D337EC5EDC0F8C1AF5C862190440F06FEABA3D2BAF1FD862EA5209F62DD28B4A3C773FBA6250A93AF167B38B247C9893C45BF6EF9F109D020E0FFAC7731D9C13229FF9EDB526780CE4680F653D9D5B72D62691ED0C972EF0B4A9E3C7523E96CF5B4FD16D64F52470253748381F620AD7B1D6D1433C39AA63B1BD21ED20131C804F8CED8851321195BE67BF41117165C27644380FC4CA5655ADE699492320684ED3CE5DF2F784F39BD702BF32B5A0768DB26B98BF349C6A1FCD89ED0A2E3073CA82BAFA0F6ACF5A450024D07F13914F0EFEB0EE86286815FCD8CC09DE58951FCC1FD92945C5012A2BB7A452FE5BB4561D6A9D4D58098A19E409A226760AF4A36D0C3D5AC9A7913BA81079E7DDAA7E2C8D179409768D12B3713F447A31DE19CE4B6B00BC2FB6DB0549A68CDB90BF94D6404389DC0909845C844DCBBBFA76C31202B9304017884667F32B2F83DD0BD0B0DE98169A89399C19BE67AAD23BE520180501A27B1F0292A8852886A4B001444FC343E8F56FC0BCE3AA5C0AA5A7D32387B4CBE1C03168EAEB26A0E98545992982F464511D34629C63FC35B2AD52EBFA570A0B646346974B422C7B4F675F97120B2A39CB315C4BB792D062F49CB186F990ADD1A63FFF',1795649059891);
CREATE TABLE users (
    id text not null primary key,
    email text,
    email_canonical text unique,
    email_verified_at integer,
    phone text,
    phone_canonical text unique,
    phone_verified_at integer,
    username text,
    username_canonical text unique,
    username_verified_at integer,
    password_hash text,
    password_scheme text,
    name text,
    avatar text,
    profile text not null check (json_valid(profile)),
    custom_data text not null check (json_valid(custom_data)),
    suspended_at integer,
    last_sign_in_at integer,
    created_at integer not null,
    updated_at integer not null
) strict;
INSERT INTO "users" VALUES('cecrh03g4wja','ada@example.com','ada@example.com',1795649061194,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}','{}',NULL,1795649061194,1795649061194,1795649061194);
CREATE TABLE verification_codes (
    id blob not null primary key,
    interaction_id blob unique,
    recipient text not null,
    usage_type text not null,
    digest blob not null,
    tries integer not null,
    mail_id blob not null,
    created_at integer not null,
    expires_at integer not null,
    consumed_at integer
) strict, without rowid;
INSERT INTO "verification_codes" VALUES(X'01A215063DC1AF071FCC95CE78E2BB16',X'01A215063D75C5875E8F9893CFAC0848','ada@example.com','SignIn',X'B9F721586DD4BA97EF7B47297447EDE3B7A828DA169954624DEF6F6084813BCC',1,X'01A215063DC13D99FB4722EA5EB5E0F6',1795649060289,1795649660289,1795649061123);
INSERT INTO "verification_codes" VALUES(X'01A2150641C74D1897B30327576CCF74',X'01A21506419906868C5B854D91BC07A1','eve@example.com','SignIn',X'4AFEA8E678BB63C62221E6290E2BC2DCAF51A435252BB87B578D999860C5DDF5',0,X'01A2150641C74B68C919D0C0D6EE424C',1795649061319,1795649661319,NULL);
CREATE TABLE verifications (
    interaction_id blob not null references interactions (id) on delete cascade,
    id blob not null,
    kind text not null,
    target text not null,
    verified_at integer not null,
    primary key (interaction_id, id)
) strict, without rowid;
INSERT INTO "verifications" VALUES(X'01A215063D75C5875E8F9893CFAC0848',X'01A2150641039B1788DA97CA0DBEF312','email_code','ada@example.com',1795649061123);
CREATE TABLE versions (
    noun text not null primary key,
    number integer not null
) strict, without rowid;
INSERT INTO "versions" VALUES('clients',3);
INSERT INTO "versions" VALUES('connectors',1);
INSERT INTO "versions" VALUES('keys',2);
INSERT INTO "versions" VALUES('settings',3);
CREATE INDEX interactions_of_browser on interactions (browser, id);
CREATE UNIQUE INDEX verification_codes_of_recipient on verification_codes (recipient, usage_type)
where interaction_id is null;
CREATE INDEX attempts_over on attempts (expires_at);
CREATE INDEX outbox_due on outbox (next_attempt_at) where state = 'waiting';
CREATE INDEX known_browsers_seen on known_browsers (seen_at);
CREATE INDEX grants_without_offline_access on grants (id)
where ' ' || scope || ' ' not like '% offline_access %';
COMMIT;