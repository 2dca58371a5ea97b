//! Every code a refusal can have, with its status and its words. Programs compare codes; the words
//! are for people.

use axum::http::StatusCode;

/// Codes, each with its name on the wire, its status and its words.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $status:ident, $message:literal;)+) => {
        /// Why a call was refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[$doc])* $variant,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As it stands in `code`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// The status of the answer.
            pub const fn status(self) -> StatusCode {
                match self {
                    $(Self::$variant => StatusCode::$status,)+
                }
            }

            /// The words, when nothing better is known.
            pub const fn message(self) -> &'static str {
                match self {
                    $(Self::$variant => $message,)+
                }
            }
        }
    };
}

codes! {
    /// No `Authorization` header.
    AuthorizationHeaderMissing = "auth.authorization_header_missing", UNAUTHORIZED,
        "Authorization header is missing.";
    /// Another scheme than `Bearer`.
    TokenTypeNotSupported = "auth.authorization_token_type_not_supported", UNAUTHORIZED,
        "Authorization type is not supported.";
    /// A token that does not count here.
    Unauthorized = "auth.unauthorized", UNAUTHORIZED,
        "Unauthorized. Please check credentials and its scope.";
    /// A token that does not allow this.
    Forbidden = "auth.forbidden", FORBIDDEN,
        "Forbidden. Please check your user roles and permissions.";
    /// The person proved too long ago who they are (RFC 9470).
    StepUpRequired = "auth.insufficient_user_authentication", UNAUTHORIZED,
        "This needs a sign-in that is less than ten minutes old. Sign in again and repeat it.";
    /// A body, query or path that does not fit.
    InvalidInput = "guard.invalid_input", BAD_REQUEST, "The request is invalid.";
    /// `page` or `page_size` that is none.
    InvalidPagination = "guard.invalid_pagination", BAD_REQUEST,
        "page must be 1 or more, and page_size between 1 and 100.";
    /// A search or a query that contradicts itself.
    InvalidRequest = "request.invalid_input", BAD_REQUEST, "Input is invalid.";
    /// What was to be changed has changed since it was read (RFC 9110 §13.1.1).
    PreconditionFailed = "request.precondition_failed", PRECONDITION_FAILED,
        "It has changed since you read it. Read it again and repeat the change.";
    /// Too much at once.
    TooManyRequests = "request.too_many_requests", TOO_MANY_REQUESTS,
        "There are too many requests. Wait for as long as Retry-After says.";
    /// None with this id, of what is looked up by id.
    NotExistsWithId = "entity.not_exists_with_id", NOT_FOUND,
        "There is nothing with this id.";
    /// None, of what is looked up in another way.
    NotFound = "entity.not_found", NOT_FOUND, "The resource does not exist.";
    /// None to be changed.
    NotExists = "entity.not_exists", NOT_FOUND, "The resource does not exist.";
    /// Nothing was said to be changed.
    EntityInvalidInput = "entity.invalid_input", UNPROCESSABLE_ENTITY,
        "Invalid input. The value list must not be empty.";
    /// Two things that do not go together.
    DbConstraintViolated = "entity.db_constraint_violated", UNPROCESSABLE_ENTITY,
        "These two do not go together.";
    /// An indicator that another API has.
    ResourceIdentifierInUse = "resource.resource_identifier_in_use", UNPROCESSABLE_ENTITY,
        "There is an API with this indicator already.";
    /// The management API is part of Signet.
    CannotModifyManagementApi = "resource.cannot_modify_management_api", BAD_REQUEST,
        "The management API is part of Signet and cannot be changed.";
    /// The management API is part of Signet.
    CannotDeleteManagementApi = "resource.cannot_delete_management_api", BAD_REQUEST,
        "The management API is part of Signet and cannot be deleted.";
    /// The configuration file would write it again.
    ResourceDeclaredInFile = "resource.declared_in_file", UNPROCESSABLE_ENTITY,
        "This API is declared in the configuration file. Change it there.";
    /// The configuration file would write it again.
    ApplicationDeclaredInFile = "application.declared_in_file", UNPROCESSABLE_ENTITY,
        "This application is declared in the configuration file. Change it there.";
    /// Part of Signet.
    ApplicationBuiltIn = "application.built_in", UNPROCESSABLE_ENTITY,
        "This application is part of Signet and cannot be changed.";
    /// Only installed applications sign people in on another device.
    DeviceFlowNativeOnly = "application.device_flow_native_only", UNPROCESSABLE_ENTITY,
        "The device flow is for native applications.";
    /// It was decided when the application was made.
    DeviceFlowNotChangeable = "application.device_flow_not_changeable", UNPROCESSABLE_ENTITY,
        "Whether an application has the device flow cannot be changed.";
    /// Nobody gives consent to a machine.
    InvalidThirdPartyType = "application.invalid_third_party_application_type", BAD_REQUEST,
        "Somebody else's application is Traditional, SPA or Native.";
    /// Somebody else's application does not act for people at other APIs.
    ThirdPartyTokenExchange = "application.third_party_application_cannot_enable_token_exchange",
        UNPROCESSABLE_ENTITY, "Somebody else's application cannot exchange tokens.";
    /// SAML applications have an API of their own.
    SamlElsewhere = "application.saml.use_saml_app_api", BAD_REQUEST,
        "SAML applications are not made here.";
    /// A hosted application without a host.
    ProtectedMetadataRequired = "application.protected_app_metadata_is_required", BAD_REQUEST,
        "Protected app metadata is required.";
    /// Signet does not host applications.
    ProtectedNotOffered = "application.protected_application_not_offered", UNPROCESSABLE_ENTITY,
        "Protected applications are hosted by a provider; there are none here.";
    /// What only hosted applications have.
    ProtectedOnly = "application.protected_application_only", BAD_REQUEST,
        "Only protected applications have this.";
    /// A secret of this name is there.
    SecretNameExists = "application.secret_name_exists", UNPROCESSABLE_ENTITY,
        "The application has a secret of this name already.";
    /// The configuration file would write it again.
    SecretDeclaredInFile = "application.secret_declared_in_file", UNPROCESSABLE_ENTITY,
        "This secret is declared in the configuration file. Change it there.";
    /// More secrets than anybody tells apart.
    TooManySecrets = "application.too_many_secrets", UNPROCESSABLE_ENTITY,
        "The application has 10 secrets, as many as it may have. Remove one.";
    /// There is no such thing here.
    NoLegacySecret = "application.no_legacy_secret_found", BAD_REQUEST,
        "The application has no legacy secret.";
    /// What machines alone have.
    InvalidApplicationType = "application.invalid_type", UNPROCESSABLE_ENTITY,
        "Only machine-to-machine applications have roles.";
    /// A role that is not for machines.
    InvalidApplicationRoleType = "application.invalid_role_type", UNPROCESSABLE_ENTITY,
        "People hold this role, not machine clients.";
    /// Which machine holds the role already.
    RoleApplicationExists = "role.application_exists", UNPROCESSABLE_ENTITY,
        "One of the applications holds the role already.";
    /// Nobody could manage this instance any more.
    LastAdministrator = "user.last_administrator", UNPROCESSABLE_ENTITY,
        "This is the last administrator. Make somebody else one first.";
    /// Who was to be invited manages this instance by the other role.
    ManagesAlready = "user.manages_already", UNPROCESSABLE_ENTITY,
        "This person is an administrator or a viewer already. Change their role instead.";
    /// The configuration file would make them one again.
    AdministratorDeclaredInFile = "user.administrator_declared_in_file", UNPROCESSABLE_ENTITY,
        "This administrator is named in the configuration file. Change it there.";
    /// A name that another role has.
    RoleNameInUse = "role.name_in_use", UNPROCESSABLE_ENTITY,
        "There is a role of this name already.";
    /// What a role allows already.
    RoleScopeExists = "role.scope_exists", UNPROCESSABLE_ENTITY,
        "The role allows this already.";
    /// Scopes of the management API are for the roles of Signet itself.
    RoleManagementScopes = "role.management_api_scopes_not_assignable_to_user_role", BAD_REQUEST,
        "Only the roles that are part of Signet open the management API.";
    /// Part of Signet.
    RoleBuiltIn = "role.internal_role_violation", FORBIDDEN,
        "This role is part of Signet and cannot be changed.";
    /// The configuration file would write it again.
    RoleDeclaredInFile = "role.declared_in_file", UNPROCESSABLE_ENTITY,
        "This role is declared in the configuration file. Change it there.";
    /// A value that is longer than what is kept.
    ValueTooLong = "entity.value_too_long", UNPROCESSABLE_ENTITY,
        "This value is too long.";
    /// A user name that somebody else has.
    UsernameInUse = "user.username_already_in_use", UNPROCESSABLE_ENTITY,
        "This user name belongs to another account.";
    /// An address that somebody else has.
    EmailInUse = "user.email_already_in_use", UNPROCESSABLE_ENTITY,
        "This e-mail address belongs to another account.";
    /// A number that somebody else has.
    PhoneInUse = "user.phone_already_in_use", UNPROCESSABLE_ENTITY,
        "This telephone number belongs to another account.";
    /// Digits that are no number.
    InvalidPhone = "user.invalid_phone", UNPROCESSABLE_ENTITY,
        "This is not a telephone number with its country code.";
    /// Two passwords at once.
    PasswordAndDigest = "user.password_and_digest", BAD_REQUEST,
        "Give either a password or its digest, not both.";
    /// A digest of which nobody says how it was made.
    PasswordAlgorithmRequired = "user.password_algorithm_required", BAD_REQUEST,
        "A digest needs its algorithm.";
    /// A recipe without a digest.
    UnsupportedAlgorithm = "password.unsupported_encryption_method", BAD_REQUEST,
        "The algorithm Legacy needs a digest.";
    /// A recipe that cannot be followed.
    InvalidLegacyPasswordFormat = "password.invalid_legacy_password_format", BAD_REQUEST,
        "A legacy digest is a text of JSON: [algorithm, [arguments], digest], with @ for the password.";
    /// A recipe with a hash function that is not known here.
    UnsupportedLegacyHashAlgorithm = "password.unsupported_legacy_hash_algorithm", BAD_REQUEST,
        "Legacy digests of md5, sha1, sha224, sha256, sha384, sha512 and pbkdf2 are taken; those of this algorithm are not.";
    /// Nobody removes the account they call with.
    CannotDeleteSelf = "user.cannot_delete_self", BAD_REQUEST,
        "You cannot delete your own account.";
    /// An account at another provider that somebody else has.
    IdentityInUse = "user.identity_already_in_use", UNPROCESSABLE_ENTITY,
        "This account at the provider belongs to another user.";
    /// Nothing is known of the person at this provider.
    IdentityNotExist = "user.identity_not_exist", NOT_FOUND,
        "The user has no account at this provider.";
    /// Nothing is known of the person at this provider of an employer.
    SsoIdentityNotExists = "user.enterprise_sso_identity_not_exists", NOT_FOUND,
        "The user has no account at this company's identity provider.";
    /// A role that is not for people.
    InvalidRoleType = "user.invalid_role_type", UNPROCESSABLE_ENTITY,
        "Machine clients hold this role, not people.";
    /// Another password than the one that is kept.
    InvalidCredentials = "session.invalid_credentials", UNPROCESSABLE_ENTITY,
        "This is not the password of the account.";
    /// Too many passwords that were not the one.
    VerificationBlocked = "session.verification_blocked_too_many_attempts", BAD_REQUEST,
        "There were too many wrong passwords or codes. Try again in a while.";
    /// A connector that is not there.
    InvalidConnectorId = "session.invalid_connector_id", NOT_FOUND,
        "There is no social connector with this id.";
    /// A sign-in by another provider of which too little is said.
    InsufficientInfo = "session.insufficient_info", BAD_REQUEST,
        "The state and the redirectUri are needed.";
    /// No session of this id, or one that has ended.
    SessionNotFound = "oidc.session_not_found", NOT_FOUND,
        "There is no such session.";
    /// A session of somebody else.
    InvalidSessionAccount = "oidc.invalid_session_account_id", NOT_FOUND,
        "The session belongs to another account.";
    /// Who holds the role already.
    RoleUserExists = "role.user_exists", UNPROCESSABLE_ENTITY,
        "One of the users holds the role already.";
    /// A scope of this name is there.
    ScopeNameExists = "scope.name_exists", UNPROCESSABLE_ENTITY,
        "This API has a scope of this name already.";
    /// Scopes are separated by spaces.
    ScopeNameWithSpace = "scope.name_with_space", BAD_REQUEST,
        "The name of a scope must not contain spaces.";
    /// The configuration file lies over what is stored.
    ExperienceDeclaredInFile = "sign_in_experiences.declared_in_file", UNPROCESSABLE_ENTITY,
        "This is set in the configuration file. Change it there.";
    /// A language without pages.
    UnsupportedDefaultLanguage = "sign_in_experiences.unsupported_default_language", BAD_REQUEST,
        "There are no pages in this language.";
    /// New accounts would have nothing to be entered by.
    MissingSignUpIdentifiers = "sign_in_experiences.missing_sign_up_identifiers", BAD_REQUEST,
        "New accounts need an identifier.";
    /// The same kind twice.
    DuplicatedSignUpIdentifiers = "sign_in_experiences.duplicated_sign_up_identifiers", BAD_REQUEST,
        "A kind of identifier is named twice.";
    /// An address that nobody proved.
    PasswordlessRequiresVerify = "sign_in_experiences.passwordless_requires_verify", BAD_REQUEST,
        "An e-mail address or telephone number must be verified.";
    /// Nothing to send a code by.
    EnabledConnectorNotFound = "sign_in_experiences.enabled_connector_not_found", BAD_REQUEST,
        "There is no connector to send codes by.";
    /// A method that proves nothing.
    AtLeastOneAuthenticationFactor = "sign_in_experiences.at_least_one_authentication_factor", BAD_REQUEST,
        "A method needs a verification code or a password.";
    /// Whoever signs up chooses a password that nothing asks for.
    PasswordSignInMustBeEnabled = "sign_in_experiences.password_sign_in_must_be_enabled", BAD_REQUEST,
        "New accounts would have a password that nothing asks for: allow passwords for their identifier.";
    /// Whoever signs up by a code could not sign in.
    CodeSignInMustBeEnabled = "sign_in_experiences.code_sign_in_must_be_enabled", BAD_REQUEST,
        "New accounts could not sign in: allow verification codes for their identifier.";
    /// The same factor twice.
    DuplicatedMfaFactors = "sign_in_experiences.duplicated_mfa_factors", BAD_REQUEST,
        "A factor is named twice.";
    /// Codes for a lost factor, and no factor.
    BackupCodeCannotBeEnabledAlone = "sign_in_experiences.backup_code_cannot_be_enabled_alone", BAD_REQUEST,
        "Backup codes need another factor beside them.";
    /// What people sign in by proves nothing more.
    EmailCodeCannotBeUsedForMfa = "sign_in_experiences.email_verification_code_cannot_be_used_for_mfa", BAD_REQUEST,
        "Codes sent by e-mail cannot be both sign-in and second factor.";
    /// Nothing to ask for when a sign-in looks strange.
    AdaptiveMfaRequiresMfa = "sign_in_experiences.adaptive_mfa_requires_mfa", UNPROCESSABLE_ENTITY,
        "Adaptive MFA needs a factor.";
    /// A policy of adaptive MFA without it.
    NonAdaptiveMfaRequiresSkippablePolicy = "sign_in_experiences.non_adaptive_mfa_requires_skippable_policy", UNPROCESSABLE_ENTITY,
        "This policy is for adaptive MFA, which is off.";
    /// No password expires.
    PasswordExpirationNotEnabled = "sign_in_experiences.password_expiration_not_enabled", BAD_REQUEST,
        "Passwords do not expire.";
    /// Less than a day.
    PasswordExpirationInvalidPeriodDays = "sign_in_experiences.password_expiration_invalid_period_days", UNPROCESSABLE_ENTITY,
        "Passwords are good for a day at least.";
    /// Nobody could replace an expired password.
    PasswordExpirationRequiresForgotPassword = "sign_in_experiences.password_expiration_requires_forgot_password", UNPROCESSABLE_ENTITY,
        "Passwords can expire only where a forgotten one can be replaced.";
    /// A row that is there already, and no better is known.
    UniqueIntegrityViolation = "entity.unique_integrity_violation", UNPROCESSABLE_ENTITY,
        "There is one with this id already.";
    /// More than anybody keeps apart.
    TooManyTemplates = "email_templates.too_many", UNPROCESSABLE_ENTITY,
        "There are as many templates as there may be. Remove one.";
    /// Nothing carries such a message.
    ConnectorNotFound = "connector.not_found", NOT_IMPLEMENTED,
        "There is no connector for this. Configure one.";
    /// No factory of this name, where a connector is made.
    ConnectorNotFoundWithId = "connector.not_found_with_connector_id", UNPROCESSABLE_ENTITY,
        "There is no connector factory with this connectorId.";
    /// What a factory makes does not do this.
    UnexpectedConnectorType = "connector.unexpected_type", BAD_REQUEST,
        "Connectors of this factory do not do that.";
    /// A configuration that its factory cannot use.
    InvalidConnectorConfig = "connector.invalid_config", BAD_REQUEST,
        "The configuration does not fit.";
    /// Only what many have is named by whoever configures it.
    CannotOverwriteMetadata = "connector.cannot_overwrite_metadata_for_non_standard_connector", BAD_REQUEST,
        "Connectors of this factory have no target, name or logo of their own.";
    /// Nobody signs in by it.
    InvalidTypeForSyncingProfile = "connector.invalid_type_for_syncing_profile", UNPROCESSABLE_ENTITY,
        "Only social connectors say something of people.";
    /// Nobody signs in by it.
    TokenStorageNotSupported = "connector.token_storage_not_supported", UNPROCESSABLE_ENTITY,
        "Connectors of this factory have no tokens.";
    /// No words for this kind of mail.
    TemplateNotFound = "connector.template_not_found", BAD_REQUEST,
        "The configuration has no delivery for this kind of mail, and no Generic one.";
    /// The other side did not do it.
    ConnectorGeneral = "connector.general", BAD_REQUEST,
        "The provider did not take the mail.";
    /// The configuration file would write it again.
    ConnectorDeclaredInFile = "connector.declared_in_file", UNPROCESSABLE_ENTITY,
        "This connector is declared in the configuration file. Change it there.";
    /// More mails than one recipient may be sent.
    MessageRateLimited = "request.message_rate_limited", TOO_MANY_REQUESTS,
        "Too many mails were sent to this recipient. Wait a few minutes.";
    /// No code, or one that was used.
    CodeNotFound = "verification_code.not_found", BAD_REQUEST,
        "Verification code not found. Please send it first.";
    /// A code that is too old.
    CodeExpired = "verification_code.expired", BAD_REQUEST,
        "Verification code has expired. Please request a new one.";
    /// A code that was guessed too often.
    CodeExhausted = "verification_code.exceed_max_try", BAD_REQUEST,
        "The code was tried too often. Please request a new one.";
    /// Another code.
    CodeMismatch = "verification_code.code_mismatch", BAD_REQUEST,
        "Invalid verification code.";
    /// A mail that was handed over.
    MailAlreadySent = "mail.already_sent", UNPROCESSABLE_ENTITY,
        "The mail was handed over already.";
    /// A mail whose code is over, or whose text was wiped.
    MailExpired = "mail.expired", UNPROCESSABLE_ENTITY,
        "The mail is worth nothing any more: its code is over, or it was taken back.";
    /// A mail that somebody has in hand.
    MailUnderWay = "mail.under_way", UNPROCESSABLE_ENTITY,
        "The mail is being sent right now.";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_a_name_of_its_own_and_is_a_refusal() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            let status = code.status();
            let is_refusal = status.is_client_error() || status == StatusCode::NOT_IMPLEMENTED;
            assert!(is_refusal, "{code:?}");
            assert!(code.message().ends_with('.'), "{code:?}");
        }
    }
}
