//! A provider that speaks just enough OpenID Connect, and lies when told to.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::{
    digest,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    },
};
use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use serde_json::{Value, json};
use url::Url;

use crate::{API_CLIENT, API_SECRET, CLIENT, SECRET};

/// What the provider lets readers do at the API.
const API_SCOPE: &str = "orders:read";

/// What a test wants the provider to do wrong, or differently.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each may be told alone")]
pub(crate) struct Lies {
    pub(crate) nonce: Option<String>,
    pub(crate) audience: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) expires_in: Option<i64>,
    pub(crate) signature_of_another: bool,
    pub(crate) at_hash: Option<String>,
    pub(crate) userinfo_subject: Option<String>,
    pub(crate) refreshed_subject: Option<String>,
    pub(crate) extra: Option<Value>,
    pub(crate) refuse_tokens: Option<&'static str>,
    pub(crate) rs256: bool,
    pub(crate) no_refresh_token: bool,
    pub(crate) auth_time: Option<i64>,
    /// Of access tokens for the API.
    pub(crate) api_typ: Option<&'static str>,
    pub(crate) api_audience: Option<&'static str>,
    pub(crate) api_scope: Option<&'static str>,
    pub(crate) api_expires_in: Option<i64>,
    /// So many bytes more.
    pub(crate) api_padding: usize,
    /// Everything it handed out has been taken back.
    pub(crate) revoked: bool,
    pub(crate) no_introspection: bool,
    pub(crate) no_discovery: bool,
}

/// What this provider calls every session.
pub(crate) const SID: &str = "session-1";

struct Code {
    nonce: String,
    challenge: String,
    redirect_uri: String,
}

#[derive(Default)]
struct Seen {
    codes: HashMap<String, Code>,
    refresh_token: String,
    tokens: usize,
    discoveries: usize,
    api_token: String,
}

pub(crate) struct Keys {
    kid: String,
    ec: EcdsaKeyPair,
    rsa: &'static RsaKeyPair,
}

pub(crate) struct Inner {
    issuer: String,
    keys: Mutex<Keys>,
    seen: Mutex<Seen>,
    lies: Mutex<Lies>,
}

#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) issuer: String,
    inner: Arc<Inner>,
}

/// Slow to make, and so shared by all tests.
static OURS: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
static ANOTHER: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());

impl Keys {
    fn new(kid: &str, rsa: &'static RsaKeyPair) -> Self {
        Self {
            kid: kid.into(),
            ec: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
            rsa,
        }
    }

    fn published(&self) -> Value {
        let point = self.ec.public_key().as_ref();
        // RSAPublicKey in DER, 2048 bits: nine bytes of headers, then the modulus.
        let modulus = &self.rsa.public_key().as_ref()[9..265];
        json!({"keys": [
            {"kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "kid": format!("{}-ec", self.kid),
             "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..65])},
            {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": format!("{}-rsa", self.kid),
             "n": BASE64.encode(modulus), "e": "AQAB"},
        ]})
    }

    fn sign_as(&self, typ: Option<&str>, claims: &Value, rs256: bool) -> String {
        let (alg, kind) = if rs256 {
            ("RS256", "rsa")
        } else {
            ("ES256", "ec")
        };
        let mut header = json!({"alg": alg, "kid": format!("{}-{kind}", self.kid)});
        if let Some(typ) = typ {
            header["typ"] = typ.into();
        }
        let message = format!(
            "{}.{}",
            BASE64.encode(header.to_string()),
            BASE64.encode(claims.to_string())
        );
        let rng = SystemRandom::new();
        let signature = if rs256 {
            let mut signature = vec![0; self.rsa.public_modulus_len()];
            self.rsa
                .sign(&RSA_PKCS1_SHA256, &rng, message.as_bytes(), &mut signature)
                .unwrap();
            signature
        } else {
            self.ec
                .sign(&rng, message.as_bytes())
                .unwrap()
                .as_ref()
                .to_vec()
        };
        format!("{message}.{}", BASE64.encode(signature))
    }
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/oidc", listener.local_addr().unwrap());
        let inner = Arc::new(Inner {
            issuer: issuer.clone(),
            keys: Mutex::new(Keys::new("first", &OURS)),
            seen: Mutex::default(),
            lies: Mutex::default(),
        });
        let router = Router::new()
            .route("/oidc/.well-known/openid-configuration", get(discovery))
            .route("/oidc/jwks", get(jwks))
            .route("/oidc/token", post(token))
            .route("/oidc/me", get(userinfo))
            .route("/oidc/introspect", post(introspect))
            .with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, inner }
    }

    pub(crate) fn lie(&self, change: impl FnOnce(&mut Lies)) {
        change(&mut self.inner.lies.lock().unwrap());
    }

    pub(crate) fn rotate_keys(&self) {
        *self.inner.keys.lock().unwrap() = Keys::new("second", &ANOTHER);
    }

    pub(crate) fn discoveries(&self) -> usize {
        self.inner.seen.lock().unwrap().discoveries
    }

    /// The user signs in: the callback's address for this authorization request.
    pub(crate) fn approve(&self, request: &str) -> String {
        let query = self.read(request);
        let mut seen = self.inner.seen.lock().unwrap();
        let code = format!("code-{:036}", seen.codes.len());
        seen.codes.insert(
            code.clone(),
            Code {
                nonce: query["nonce"].clone(),
                challenge: query["code_challenge"].clone(),
                redirect_uri: query["redirect_uri"].clone(),
            },
        );
        self.answer(&query["state"], &[("code", &code)])
    }

    /// A logout token for the session of everybody who signs in here, with members changed; null
    /// takes one out.
    pub(crate) fn logout_token(&self, typ: &str, changes: &[(&str, Value)]) -> String {
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "reader-1", "sid": SID,
            "iat": now(), "exp": now() + 120, "jti": "call-1",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        let members = claims.as_object_mut().unwrap();
        for (name, value) in changes {
            if value.is_null() {
                members.remove(*name);
            } else {
                members.insert((*name).to_owned(), value.clone());
            }
        }
        let keys = self.inner.keys.lock().unwrap();
        keys.sign_as(Some(typ), &claims, false)
    }

    /// An access token for an API, as another client may have got it.
    pub(crate) fn api_token(&self, resource: &str) -> String {
        self.inner
            .api_token(resource, &self.inner.lies.lock().unwrap())
    }

    /// The one it handed out last.
    pub(crate) fn last_api_token(&self) -> String {
        let token = self.inner.seen.lock().unwrap().api_token.clone();
        assert!(!token.is_empty(), "nobody asked for a token for the API");
        token
    }

    /// Another answer to the same request.
    pub(crate) fn refuse(&self, request: &str, error: &str, description: &str) -> String {
        let state = self.read(request)["state"].clone();
        self.answer(
            &state,
            &[("error", error), ("error_description", description)],
        )
    }

    pub(crate) fn answer(&self, state: &str, values: &[(&str, &str)]) -> String {
        let mut url: Url = "http://shop/callback".parse().unwrap();
        url.query_pairs_mut()
            .extend_pairs(values)
            .append_pair("state", state);
        url.query_pairs_mut().append_pair("iss", &self.issuer);
        format!("/callback?{}", url.query().unwrap())
    }

    /// An authorization request, checked like a strict provider would.
    pub(crate) fn read(&self, request: &str) -> HashMap<String, String> {
        let url: Url = request.parse().unwrap();
        assert!(
            request.starts_with(&format!("{}/auth?", self.issuer)),
            "{request}"
        );
        let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
        assert_eq!(
            query.len(),
            url.query_pairs().count(),
            "a repeated parameter"
        );
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["client_id"], CLIENT);
        assert_eq!(query["code_challenge_method"], "S256");
        assert!(query["state"].len() >= 20 && query["nonce"].len() >= 20);
        query
    }
}

fn now() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "a provider has a clock")]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
        .try_into()
        .unwrap()
}

async fn discovery(State(inner): State<Arc<Inner>>) -> Response {
    inner.seen.lock().unwrap().discoveries += 1;
    if inner.lies.lock().unwrap().no_discovery {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let issuer = &inner.issuer;
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/me"),
        "end_session_endpoint": format!("{issuer}/session/end"),
        "introspection_endpoint": format!("{issuer}/introspect"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none", "X-NEW"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
        "authorization_response_iss_parameter_supported": true,
    });
    Json(document).into_response()
}

async fn jwks(State(inner): State<Arc<Inner>>) -> Json<Value> {
    Json(inner.keys.lock().unwrap().published())
}

async fn token(
    State(inner): State<Arc<Inner>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    proves(&headers, CLIENT, SECRET);
    let lies = inner.lies.lock().unwrap();
    if let Some(error) = lies.refuse_tokens {
        return refuse(error);
    }
    let mut seen = inner.seen.lock().unwrap();
    let mut claims = inner.claims(&lies);
    if form["grant_type"] == "authorization_code" {
        let Some(code) = seen.codes.remove(&form["code"]) else {
            return refuse("invalid_grant");
        };
        let verifier = digest::digest(&digest::SHA256, form["code_verifier"].as_bytes());
        assert_eq!(code.challenge, BASE64.encode(verifier), "RFC 7636 §4.6");
        assert_eq!(code.redirect_uri, form["redirect_uri"]);
        claims["nonce"] = lies.nonce.clone().unwrap_or(code.nonce).into();
    } else {
        assert_eq!(form["refresh_token"], seen.refresh_token);
        claims["sub"] = lies
            .refreshed_subject
            .as_deref()
            .unwrap_or("reader-1")
            .into();
    }
    seen.tokens += 1;
    seen.refresh_token = format!("refresh-{:035}", seen.tokens);
    let mut answer = json!({
        "access_token": format!("access-{:036}", seen.tokens),
        "token_type": "Bearer",
        "expires_in": 3_600,
        "scope": "openid profile email offline_access",
        "id_token": inner.sign(&claims, &lies),
    });
    if let Some(resource) = form.get("resource") {
        seen.api_token = inner.api_token(resource, &lies);
        answer["access_token"] = seen.api_token.clone().into();
        answer["scope"] = lies.api_scope.unwrap_or(API_SCOPE).into();
    }
    if !lies.no_refresh_token {
        answer["refresh_token"] = seen.refresh_token.clone().into();
    }
    Json(answer).into_response()
}

/// RFC 6749 §2.3.1: both are form-encoded first.
fn proves(headers: &HeaderMap, client: &str, secret: &str) {
    let secret = secret.replace(' ', "+");
    let basic = BASE64_STANDARD.encode(format!("{client}:{secret}"));
    assert_eq!(headers[AUTHORIZATION], format!("Basic {basic}"));
}

/// RFC 7662. Only the API may ask.
async fn introspect(
    State(inner): State<Arc<Inner>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    proves(&headers, API_CLIENT, API_SECRET);
    let lies = inner.lies.lock().unwrap();
    if lies.no_introspection {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    assert_eq!(form["token"].split('.').count(), 3);
    if lies.revoked {
        return Json(json!({"active": false})).into_response();
    }
    let told = json!({
        "active": true, "scope": API_SCOPE, "client_id": CLIENT, "sub": "reader-1",
        "exp": now() + 3_600,
    });
    Json(told).into_response()
}

fn refuse(error: &str) -> Response {
    let refusal = json!({"error": error, "error_description": "because <b>I</b> say so"});
    (StatusCode::BAD_REQUEST, Json(refusal)).into_response()
}

impl Inner {
    fn claims(&self, lies: &Lies) -> Value {
        let mut claims = json!({
            "iss": lies.issuer.as_deref().unwrap_or(&self.issuer),
            "sub": "reader-1",
            "aud": lies.audience.as_deref().unwrap_or(CLIENT),
            "iat": now(),
            "exp": now() + lies.expires_in.unwrap_or(3_600),
            "email": "ada@example.com",
            "email_verified": true,
            "name": null,
            "sid": SID,
        });
        for (name, value) in [
            ("at_hash", lies.at_hash.clone().map(Value::from)),
            ("auth_time", lies.auth_time.map(Value::from)),
            ("extra", lies.extra.clone()),
        ] {
            if let Some(value) = value {
                claims[name] = value;
            }
        }
        claims
    }

    fn api_token(&self, resource: &str, lies: &Lies) -> String {
        let claims = json!({
            "iss": lies.issuer.as_deref().unwrap_or(&self.issuer),
            "sub": "reader-1",
            "aud": lies.api_audience.unwrap_or(resource),
            "iat": now(),
            "exp": now() + lies.api_expires_in.unwrap_or(3_600),
            "jti": "api-token-1",
            "client_id": CLIENT,
            "scope": lies.api_scope.unwrap_or(API_SCOPE),
            "padding": "x".repeat(lies.api_padding),
        });
        let typ = lies.api_typ.unwrap_or("at+jwt");
        let typ = Some(typ).filter(|typ| !typ.is_empty());
        self.sign_as(typ, &claims, lies)
    }

    fn sign(&self, claims: &Value, lies: &Lies) -> String {
        self.sign_as(None, claims, lies)
    }

    fn sign_as(&self, typ: Option<&str>, claims: &Value, lies: &Lies) -> String {
        let keys = self.keys.lock().unwrap();
        if lies.signature_of_another {
            Keys::new(&keys.kid, &ANOTHER).sign_as(typ, claims, lies.rs256)
        } else {
            keys.sign_as(typ, claims, lies.rs256)
        }
    }
}

async fn userinfo(State(inner): State<Arc<Inner>>, headers: HeaderMap) -> Json<Value> {
    let stated = headers[AUTHORIZATION].to_str().unwrap();
    assert!(stated.starts_with("Bearer access-"), "{stated}");
    let lies = inner.lies.lock().unwrap();
    Json(json!({
        "sub": lies.userinfo_subject.as_deref().unwrap_or("reader-1"),
        "name": "Ada <Lovelace>",
        "email": "ada@example.com",
        "email_verified": true,
        "picture": null,
        "created_at": 1_763_727_631_000_i64,
        "custom_data": {"shelf": "poetry"},
        "extra": lies.extra,
    }))
}
