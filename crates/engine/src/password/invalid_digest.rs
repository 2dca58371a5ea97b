//! Why a digest that was brought along is not taken.

/// Why a digest that was brought along is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDigest {
    /// Not the text form of its scheme.
    #[error("is not a digest of this algorithm")]
    Malformed,
    /// It would take too much memory or time at every sign-in.
    #[error("would take more memory or time at each sign-in than is allowed")]
    TooCostly,
    /// Not the recipe of a digest: `["sha512", ["salt", "@"], "digest"]`.
    #[error("is not a recipe of an algorithm, arguments and a digest")]
    NoRecipe,
    /// A recipe with a function that is not known here.
    #[error("names a hash function that is not known")]
    UnknownFunction,
}
