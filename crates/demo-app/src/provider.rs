//! The provider behind the shop: found by discovery, when first needed, and remembered for a while.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use openidconnect::{
    AdditionalProviderMetadata, AuthType, ClientId, DiscoveryError, EndSessionUrl,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IntrospectionUrl, IssuerUrl,
    LogoutProviderMetadata, ProviderMetadata,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod,
        CoreGrantType, CoreIdTokenVerifier, CoreJsonWebKey, CoreJsonWebKeySet,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
        CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    config::{Api, Config},
    known::{Known, Lookups},
    registration::Registration,
    transport::{Transport, TransportError},
};

/// The algorithms we trust an ID token to be signed with, if discovery lists them. All have a
/// public key: an HMAC would make the client secret a signing key, `none` is no signature.
const TRUSTED: [CoreJwsSigningAlgorithm; 5] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Members of the discovery document that the library does not know.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Others {
    /// RFC 9207 §3.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    /// RFC 8414 §2.
    introspection_endpoint: Option<IntrospectionUrl>,
}

impl AdditionalProviderMetadata for Others {}

type Metadata = ProviderMetadata<
    LogoutProviderMetadata<Others>,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// The library's client, with the endpoints that discovery may bring.
pub(crate) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why the provider could not be discovered. Holds nothing that must stay secret.
#[derive(Clone, Debug, Error)]
pub(crate) enum Unavailable {
    /// Nobody answers.
    #[error("no answer from the provider")]
    NoAnswer,
    /// Somebody answers, but not with a discovery document.
    #[error("the discovery document cannot be used: {0}")]
    NotAProvider(String),
    /// The document is about somebody else (Discovery §4.3).
    #[error("the discovery document names another issuer: {0}")]
    OtherIssuer(String),
    /// No signature of its ID tokens would be one we trust.
    #[error("the provider signs ID tokens with no algorithm that we accept")]
    NoTrustedAlgorithm,
}

impl Unavailable {
    /// The name the templates and the log know it by.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::NoAnswer => "no_answer",
            Self::NotAProvider(_) => "not_a_provider",
            Self::OtherIssuer(_) => "other_issuer",
            Self::NoTrustedAlgorithm => "no_trusted_algorithm",
        }
    }
}

/// What became of a discovery.
pub(crate) type Outcome = Result<Arc<Discovered>, Unavailable>;

type LastKnown = Known<Arc<Discovered>, Unavailable>;

/// What discovery told us, ready for use.
pub(crate) struct Discovered {
    pub(crate) client: Client,
    pub(crate) issuer: IssuerUrl,
    pub(crate) end_session: Option<EndSessionUrl>,
    pub(crate) introspection: Option<IntrospectionUrl>,
    /// Those that it publishes.
    pub(crate) keys: CoreJsonWebKeySet,
    /// RFC 9207 §2.4: then an answer without `iss` is refused.
    pub(crate) answers_with_issuer: bool,
    trusted: Vec<CoreJwsSigningAlgorithm>,
}

impl Discovered {
    /// Checks ID tokens: signature by a published key, issuer, audience, expiry.
    pub(crate) fn verifier(&self) -> CoreIdTokenVerifier<'_> {
        self.client
            .id_token_verifier()
            .set_allowed_algs(self.trusted.clone())
    }

    /// Checks access tokens for an API: signature by a published key, issuer, audience, expiry.
    pub(crate) fn access_token_verifier(&self, audience: &str) -> CoreIdTokenVerifier<'_> {
        let audience = ClientId::new(audience.to_owned());
        let (issuer, keys) = (self.issuer.clone(), self.keys.clone());
        CoreIdTokenVerifier::new_public_client(audience, issuer, keys).set_allowed_algs(TRUSTED)
    }

    fn new(metadata: Metadata, registration: &Registration) -> Result<Self, Unavailable> {
        let offered = metadata.id_token_signing_alg_values_supported();
        let trusted: Vec<_> = TRUSTED
            .into_iter()
            .filter(|alg| offered.contains(alg))
            .collect();
        if trusted.is_empty() {
            return Err(Unavailable::NoTrustedAlgorithm);
        }
        let methods = metadata.token_endpoint_auth_methods_supported();
        // Discovery §3: client_secret_basic is the default when nothing is said.
        let basic =
            methods.is_none_or(|all| all.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let issuer = metadata.issuer().clone();
        let extra = metadata.additional_metadata();
        let introspection = extra.additional_metadata.introspection_endpoint.clone();
        let keys = metadata.jwks().clone();
        let end_session = extra.end_session_endpoint.clone();
        let answers_with_issuer = extra
            .additional_metadata
            .authorization_response_iss_parameter_supported;
        let client = CoreClient::from_provider_metadata(
            metadata,
            registration.client_id.clone(),
            registration.client_secret.clone(),
        )
        .set_redirect_uri(registration.redirect_uri.clone())
        .set_auth_type(if basic {
            AuthType::BasicAuth
        } else {
            AuthType::RequestBody
        });
        Ok(Self {
            client,
            issuer,
            end_session,
            introspection,
            keys,
            answers_with_issuer,
            trusted,
        })
    }
}

/// The provider, known by its issuer until it is discovered.
pub(crate) struct Provider {
    pub(crate) issuer: IssuerUrl,
    pub(crate) registration: Registration,
    pub(crate) transport: Transport,
    /// The shop's own API, if the provider knows it.
    pub(crate) api: Option<Api>,
    lookups: Lookups,
    known: Mutex<LastKnown>,
    /// Held by who asks the provider. What is known can be read meanwhile.
    asking: tokio::sync::Mutex<()>,
}

impl Provider {
    pub(crate) fn new(config: &Config) -> anyhow::Result<Self> {
        let issuer = IssuerUrl::new(config.issuer.clone())
            .context("the provider's issuer (SIGNET_DEMO_ISSUER) is not an address")?;
        let transport = Transport::new(issuer.url()).context("the HTTP client cannot be made")?;
        Ok(Self {
            issuer,
            registration: Registration::new(config)?,
            transport,
            api: config.api.clone(),
            lookups: config.lookups,
            known: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
        })
    }

    /// The discovered provider.
    pub(crate) async fn discover(&self) -> Outcome {
        self.ask_unless(|known| known.answer(&self.lookups)).await
    }

    /// Discovery once more, for a token signed by a key we have not seen (OIDC Core §10.1.1).
    pub(crate) async fn rediscover(&self) -> Outcome {
        self.ask_unless(|_| None).await
    }

    /// The same for a token that anybody may have brought: not at every one.
    pub(crate) async fn rediscover_at_times(&self) -> Outcome {
        self.ask_unless(|known| known.answer_to_unknown_key(&self.lookups))
            .await
    }

    /// Asks the provider unless what is known is enough; one at a time.
    async fn ask_unless(&self, enough: impl Fn(&LastKnown) -> Option<Outcome>) -> Outcome {
        let before = enough(&self.known());
        if let Some(outcome) = before {
            return outcome;
        }
        let _one = self.asking.lock().await;
        let meanwhile = enough(&self.known());
        if let Some(outcome) = meanwhile {
            return outcome;
        }
        let metadata = Metadata::discover_async(self.issuer.clone(), &self.transport).await;
        let outcome = metadata
            .map_err(Unavailable::from)
            .and_then(|metadata| Discovered::new(metadata, &self.registration))
            .map(Arc::new);
        if let Err(why) = &outcome {
            tracing::warn!(issuer = self.issuer.as_str(), %why, "discovery failed");
        }
        self.known().learn(outcome)
    }

    fn known(&self) -> MutexGuard<'_, LastKnown> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<DiscoveryError<TransportError>> for Unavailable {
    fn from(why: DiscoveryError<TransportError>) -> Self {
        match why {
            DiscoveryError::Request(TransportError::NoAnswer(_)) => Self::NoAnswer,
            DiscoveryError::Request(other) => Self::NotAProvider(other.to_string()),
            DiscoveryError::Validation(what) => Self::OtherIssuer(what),
            // The body may be anything; the status says enough.
            DiscoveryError::Response(status, ..) => {
                Self::NotAProvider(format!("HTTP status {}", status.as_u16()))
            }
            DiscoveryError::Parse(what) => {
                Self::NotAProvider(format!("member `{}` is missing or malformed", what.path()))
            }
            other => Self::NotAProvider(other.to_string()),
        }
    }
}
