//! The kinds of evidence.

use crate::name::closed_set;

closed_set! {
    /// The kinds of evidence. An interaction keeps the newest of each kind.
    EvidenceKind, "kind of evidence" {
        /// A code that was mailed to sign in or to sign up.
        EmailCode = "email_code",
        /// The password of an account.
        Password = "password",
        /// A code that was made on the host, for an administrator.
        AdministratorCode = "administrator_code",
    }
}
