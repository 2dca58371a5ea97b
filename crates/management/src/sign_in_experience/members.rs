//! Every member of the settings, once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    look::{
        AgreeToTermsPolicy, Branding, Color, CustomUiAssets, CustomUiCsp, LanguageInfo,
        ProfileField, Signet,
    },
    methods::{
        AdaptiveMfa, ForgotPasswordMethod, Mfa, Mode, PasskeySignIn, SignIn, SignUp, SocialSignIn,
        TrustedDevice,
    },
    policies::{
        CaptchaPolicy, EmailBlocklistPolicy, PasswordExpiration, PasswordPolicy, SentinelPolicy,
        UsernamePolicy, VerificationCodePolicy,
    },
    text::{MaybeEmail, MaybeLink},
};
use crate::wire::{body::given, code::Code, error::ApiError};

/// Declares the settings as an operator sees them, as everybody does, and as they are changed.
macro_rules! members {
    (
        everybody { $($(#[doc = $doc:literal])* $name:ident: $type:ty as $schema:ty;)* }
        operator { $($(#[doc = $own_doc:literal])* $own:ident: $own_type:ty as $own_schema:ty;)* }
        public { $($(#[doc = $public_doc:literal])* $public:ident: $public_type:ty;)* }
    ) => {
        /// The settings.
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        #[schema(as = SignInExperience)]
        pub(crate) struct Record {
            /// `default`: one instance is one tenant.
            tenant_id: String,
            /// `default`: there is one.
            id: String,
            $($(#[doc = $doc])* #[schema(value_type = $schema)] $name: $type,)*
            $($(#[doc = $own_doc])* #[schema(value_type = $own_schema)] $own: $own_type,)*
            /// Members that the configuration file sets, by their paths (`color.primaryColor`);
            /// they are changed there.
            declared_in_file: Vec<String>,
            /// Where each of them stands, as `signet.toml:14`. What the environment sets stands in no file.
            declared_at: BTreeMap<String, String>,
        }

        /// The settings as everybody may read them.
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct PublicRecord {
            /// `default`: one instance is one tenant.
            tenant_id: String,
            /// `default`: there is one.
            id: String,
            $($(#[doc = $doc])* #[schema(value_type = $schema)] $name: $type,)*
            $($(#[doc = $public_doc])* $public: $public_type,)*
        }

        /// What is to be different; what is missing stays. A member replaces the one before whole.
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        #[schema(as = SignInExperiencePatch)]
        pub(crate) struct Patch {
            $($(#[doc = $doc])*
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = $schema, required = false)]
            $name: Option<$type>,)*
            $($(#[doc = $own_doc])*
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = $own_schema, required = false)]
            $own: Option<$own_type>,)*
        }
    };
}

members! {
    everybody {
        /// Colours of the pages.
        color: Color as Color;
        /// Pictures of the pages.
        branding: Branding as Branding;
        /// Signet hides nothing: there is nothing of it on the pages.
        hide_logto_branding: bool as bool;
        /// Languages of the pages.
        language_info: LanguageInfo as LanguageInfo;
        /// The terms of use.
        terms_of_use_url: MaybeLink as Option<String>;
        /// The privacy notice.
        privacy_policy_url: MaybeLink as Option<String>;
        /// Where people turn to who cannot get in.
        support_email: MaybeEmail as Option<String>;
        /// The same on the web.
        support_website_url: MaybeLink as Option<String>;
        /// Where people go on whose sign-in is not known any more.
        unknown_session_redirect_url: MaybeLink as Option<String>;
        /// When people accept the terms.
        agree_to_terms_policy: AgreeToTermsPolicy as AgreeToTermsPolicy;
        /// Which doors are open: `SignIn`, `Register` or `SignInAndRegister`.
        sign_in_mode: Mode as String;
        /// What an account is made of.
        sign_up: SignUp as SignUp;
        /// How an account is entered.
        sign_in: SignIn as SignIn;
        /// Sign-in by the account of another service.
        social_sign_in: SocialSignIn as SocialSignIn;
        /// By which services.
        social_sign_in_connector_targets: Vec<String> as Vec<String>;
        /// Whether people may sign in by their company's own identity provider.
        single_sign_on_enabled: bool as bool;
        /// A style sheet of one's own.
        custom_css: Option<String> as Option<String>;
        /// Content of one's own, by the path of its page.
        custom_content: BTreeMap<String, String> as BTreeMap<String, String>;
        /// Pages of one's own.
        custom_ui_assets: Option<CustomUiAssets> as Option<CustomUiAssets>;
        /// What pages of one's own may load.
        custom_ui_csp: CustomUiCsp as CustomUiCsp;
        /// What a password must be.
        password_policy: PasswordPolicy as PasswordPolicy;
        /// When a password has to be replaced.
        password_expiration: PasswordExpiration as PasswordExpiration;
        /// What a username must be.
        username_policy: UsernamePolicy as UsernamePolicy;
        /// Second factors.
        mfa: Mfa as Mfa;
        /// A second factor when a sign-in looks strange.
        adaptive_mfa: AdaptiveMfa as AdaptiveMfa;
        /// Devices that are asked for no second factor for a while.
        trusted_device: TrustedDevice as TrustedDevice;
        /// Sign-in by a passkey.
        passkey_sign_in: PasskeySignIn as PasskeySignIn;
        /// Whether people prove that they are no program.
        captcha_policy: CaptchaPolicy as CaptchaPolicy;
        /// When an address has to pause.
        sentinel_policy: SentinelPolicy as SentinelPolicy;
        /// What a code is worth.
        verification_code_policy: VerificationCodePolicy as VerificationCodePolicy;
        /// Fields of one's own at sign-up.
        sign_up_profile_fields: Option<Vec<ProfileField>> as Option<Vec<ProfileField>>;
        /// Signet's own members.
        signet: Signet as Signet;
    }
    operator {
        /// By what a forgotten password is replaced; by what there is when `null`.
        forgot_password_methods: Option<Vec<ForgotPasswordMethod>> as Option<Vec<ForgotPasswordMethod>>;
        /// Whose address is not let in.
        email_blocklist_policy: EmailBlocklistPolicy as EmailBlocklistPolicy;
    }
    public {
        /// Services by whose accounts people sign in.
        social_connectors: Vec<String>;
        /// Companies' own identity providers.
        sso_connectors: Vec<String>;
        /// By what a forgotten password is replaced.
        forgot_password: ForgotPassword;
        /// `false`: there is one kind of tenant.
        is_development_tenant: bool;
        /// Fields of one's own.
        custom_profile_fields: Vec<String>;
        /// All that there could be.
        custom_profile_field_catalog: Vec<String>;
    }
}

/// By what a forgotten password is replaced.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct ForgotPassword {
    /// A code that is mailed.
    email: bool,
    /// A code that is sent to a telephone.
    phone: bool,
}

impl Patch {
    /// The members that were sent, each as it is stored.
    ///
    /// # Errors
    /// `guard.invalid_input` for one that contradicts itself, `request.invalid_input` for what
    /// pages of one's own would be.
    pub(crate) fn members(mut self) -> Result<Map<String, Value>, ApiError> {
        if self
            .custom_ui_csp
            .as_ref()
            .is_some_and(|csp| !csp.is_empty())
        {
            let why = "Pages of one's own are not offered, so there is nothing they may load.";
            return Err(ApiError::saying(Code::InvalidRequest, why));
        }
        let fault = self
            .username_policy
            .as_ref()
            .and_then(UsernamePolicy::fault);
        if let Some((member, why)) = fault {
            return Err(ApiError::invalid(member, why));
        }
        // There is none that it could name, and what is not known is dropped.
        if let Some(targets) = &mut self.social_sign_in_connector_targets {
            targets.clear();
        }
        let members = match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members,
            Ok(_) | Err(_) => Map::new(),
        };
        for (name, value) in &members {
            if holds_nul(value) {
                return Err(ApiError::invalid(name, "must not contain U+0000"));
            }
        }
        Ok(members)
    }
}

/// No database keeps it.
fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(members) => members
            .iter()
            .any(|(name, value)| name.contains('\0') || holds_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
