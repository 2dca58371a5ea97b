//! The pages: one file each, a struct that names its template. All of them are listed in
//! [`each_page`].

mod account_exists;
mod administrator;
mod asks;
mod change_address;
mod confirm_sign_out;
mod consent;
mod create_password;
mod doors;
mod error;
mod form_post;
mod mailbox;
mod new_password_problem;
mod no_account;
mod password;
mod password_rules;
mod password_way;
mod problem;
mod recover;
mod register;
mod sample;
mod select_account;
mod set_up;
mod sign_in;
mod sign_out_refused;
mod signed_out;
mod start_again;
mod suspended;
mod verification_code;
mod view;

pub use account_exists::AccountExists;
pub use administrator::{Administrator, AdministratorKind};
pub use asks::Asks;
pub use change_address::ChangeAddress;
pub use confirm_sign_out::ConfirmSignOut;
pub use consent::{Consent, ConsentDestination, ConsentGroup, ConsentLine};
pub use create_password::CreatePassword;
pub use doors::Doors;
pub use error::{ErrorKind, ErrorPage, Origins};
pub use form_post::FormPost;
pub use mailbox::{Mailbox, MailboxMessage};
pub use new_password_problem::{NewPasswordProblem, PasswordIssue};
pub use no_account::NoAccount;
pub use password::Password;
pub use password_rules::PasswordRules;
pub use password_way::PasswordWay;
pub use problem::{
    CodeError, EmailError, HostCodeProblem, IdentifierError, PasswordProblem, SignInError,
};
pub use recover::Recover;
pub use register::Register;
pub use select_account::SelectAccount;
pub use set_up::SetUp;
pub use sign_in::SignIn;
pub use sign_out_refused::{SignOutForm, SignOutProblem, SignOutRefused};
pub use signed_out::SignedOut;
pub use start_again::StartAgain;
pub use suspended::Suspended;
pub use verification_code::{Delivery, VerificationCode};
pub use view::Page;

/// What is done with each page.
pub trait EachPage {
    /// Why it cannot be done.
    type Error;

    /// Does it with the pages of one type.
    ///
    /// # Errors
    /// When it cannot be done.
    fn page<P: Page>(&mut self) -> Result<(), Self::Error>;
}

/// Does something with every page there is. A test finds a template that is missing here.
///
/// # Errors
/// The first one; no further page is visited then.
pub fn each_page<E: EachPage>(each: &mut E) -> Result<(), E::Error> {
    each.page::<SignIn>()?;
    each.page::<Password>()?;
    each.page::<Register>()?;
    each.page::<VerificationCode>()?;
    each.page::<NoAccount>()?;
    each.page::<AccountExists>()?;
    each.page::<SelectAccount>()?;
    each.page::<Consent>()?;
    each.page::<Suspended>()?;
    each.page::<SignedOut>()?;
    each.page::<FormPost>()?;
    each.page::<ConfirmSignOut>()?;
    each.page::<SignOutRefused>()?;
    each.page::<StartAgain>()?;
    each.page::<ErrorPage>()?;
    each.page::<CreatePassword>()?;
    each.page::<SetUp>()?;
    each.page::<Recover>()?;
    each.page::<Administrator>()?;
    each.page::<ChangeAddress>()?;
    each.page::<Mailbox>()
}
