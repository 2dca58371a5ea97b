//! Digests with the recipe they were made by, as Logto has them: a text of JSON with the name of a
//! function, its arguments, among which `@` stands for the password, and the digest in hexadecimal.
//!
//! Of a fast function the digest is kept as one by Argon2id of it, in its place in the recipe.

use oidc_core::{account::password::PasswordScheme, secret::Secret};

use super::{argon2, fast_hash::FastHash, pbkdf2::Pbkdf2};
use crate::password::{invalid_digest::InvalidDigest, memory::Memory};

/// Stands for the password.
const PASSWORD: &str = "@";

/// A recipe, and what came of it.
#[derive(Clone)]
pub(super) struct Legacy {
    name: String,
    arguments: Vec<String>,
    function: Function,
    digest: Secret<String>,
}

#[derive(Clone)]
enum Function {
    Fast(FastHash),
    Pbkdf2(Pbkdf2),
}

impl Legacy {
    /// Reads one.
    ///
    /// # Errors
    /// [`InvalidDigest`].
    pub(super) fn read(text: &str) -> Result<Self, InvalidDigest> {
        let parsed: Result<(String, Vec<String>, String), _> = serde_json::from_str(text);
        let (name, arguments, digest) = parsed.map_err(|_| InvalidDigest::NoRecipe)?;
        if !arguments.iter().any(|argument| argument == PASSWORD) {
            return Err(InvalidDigest::NoRecipe);
        }
        let function = match &*name {
            "pbkdf2" | "pbkdf2Sync" => Function::Pbkdf2(pbkdf2(&arguments)?),
            fast => FastHash::named(fast)
                .map(Function::Fast)
                .ok_or(InvalidDigest::UnknownFunction)?,
        };
        Ok(Self {
            name,
            arguments,
            function,
            digest: Secret::new(digest),
        })
    }

    /// Whether it takes no time to guess at what came of it.
    pub(super) const fn is_fast(&self) -> bool {
        match self.function {
            Function::Fast(_) => true,
            Function::Pbkdf2(_) => false,
        }
    }

    /// What came of the recipe.
    pub(super) const fn digest(&self) -> &Secret<String> {
        &self.digest
    }

    /// The recipe with another digest in its place.
    pub(super) fn with(&self, digest: &Secret<String>) -> Secret<String> {
        text(&self.name, &self.arguments, digest.expose())
    }

    /// Whether what is kept is of this password.
    pub(super) fn is_of(&self, password: &str, memory: &mut Memory) -> bool {
        match &self.function {
            Function::Fast(hash) => {
                let hex = hash.hex(self.filled(password).expose());
                argon2::is_of(self.digest.expose(), hex.expose(), memory)
            }
            Function::Pbkdf2(function) => {
                let expected = Secret::new(self.digest.expose().to_ascii_lowercase());
                function.hex(password) == expected
            }
        }
    }

    /// One of no password, which takes as much to compare.
    pub(super) fn decoy(&self) -> Option<(PasswordScheme, Secret<String>)> {
        Some(match &self.function {
            Function::Fast(_) => {
                let decoy = argon2::decoy(self.digest.expose())?;
                (PasswordScheme::Argon2id, decoy)
            }
            Function::Pbkdf2(function) => {
                let (mut arguments, digest) = function.decoy();
                arguments.push(PASSWORD.to_owned());
                let decoy = text("pbkdf2", &arguments, &digest);
                (PasswordScheme::Legacy, decoy)
            }
        })
    }

    /// The arguments, with the password in its places, one behind the other.
    fn filled(&self, password: &str) -> Secret<String> {
        let parts = self.arguments.iter().map(|argument| match &**argument {
            PASSWORD => password,
            other => other,
        });
        // A text that outgrows its memory is moved, and leaves a copy behind that is not wiped.
        let mut filled = String::with_capacity(parts.clone().map(str::len).sum());
        filled.extend(parts);
        Secret::new(filled)
    }
}

/// Four arguments say how it is computed: none of them is the password, which stands behind them.
fn pbkdf2(arguments: &[String]) -> Result<Pbkdf2, InvalidDigest> {
    let is_password = |argument: &String| argument == PASSWORD;
    if arguments.iter().take(4).any(is_password) {
        return Err(InvalidDigest::NoRecipe);
    }
    Pbkdf2::read(arguments)
}

fn text(name: &str, arguments: &[String], digest: &str) -> Secret<String> {
    Secret::new(serde_json::json!([name, arguments, digest]).to_string())
}
