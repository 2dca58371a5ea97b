//! The list of all pages, for what is to hold for each of them: tests and the gallery.

use super::{
    account_exists::AccountExists, confirm_sign_out::ConfirmSignOut, error::ErrorPage,
    mailbox::Mailbox, no_account::NoAccount, register::Register, sign_in::SignIn,
    sign_out_refused::SignOutRefused, signed_out::SignedOut, start_again::StartAgain,
    suspended::Suspended, verification_code::VerificationCode, view::Page,
};

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
    each.page::<Register>()?;
    each.page::<VerificationCode>()?;
    each.page::<NoAccount>()?;
    each.page::<AccountExists>()?;
    each.page::<Suspended>()?;
    each.page::<SignedOut>()?;
    each.page::<ConfirmSignOut>()?;
    each.page::<SignOutRefused>()?;
    each.page::<StartAgain>()?;
    each.page::<ErrorPage>()?;
    each.page::<Mailbox>()
}
