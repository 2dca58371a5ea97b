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
    /// Nobody could manage this instance any more.
    LastAdministrator = "user.last_administrator", UNPROCESSABLE_ENTITY,
        "This is the last administrator. Make somebody else one first.";
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
    /// A scope of this name is there.
    ScopeNameExists = "scope.name_exists", UNPROCESSABLE_ENTITY,
        "This API has a scope of this name already.";
    /// Scopes are separated by spaces.
    ScopeNameWithSpace = "scope.name_with_space", BAD_REQUEST,
        "The name of a scope must not contain spaces.";
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
            assert!(code.status().is_client_error(), "{code:?}");
            assert!(code.message().ends_with('.'), "{code:?}");
        }
    }
}
