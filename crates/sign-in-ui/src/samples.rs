//! Every page and mail in each of its states, to be looked at before anybody meets it.

use std::convert::Infallible;

use crate::error::RenderError;
use crate::frame::Frame;
use crate::locale::Locale;
use crate::mail::{RenderedMail, VerificationMail};
use crate::page::{
    Administrator, ChangeAddress, Doors, EachPage, Mailbox, Page, Recover, SetUp, each_page,
};
use crate::pages::Pages;

/// What the samples of mails are called.
const MAIL: &str = "mail";

/// What no one meets who signs in to an application.
const OF_OPERATORS: [&str; 5] = [
    Mailbox::TEMPLATE,
    SetUp::TEMPLATE,
    Recover::TEMPLATE,
    Administrator::TEMPLATE,
    ChangeAddress::TEMPLATE,
];

impl Pages {
    /// Every sample: the name of its page or `mail`, and its number.
    pub fn sample_names(&self) -> Vec<String> {
        let mut names = Names(Vec::new());
        let Ok(()) = each_page(&mut names);
        let mails = VerificationMail::samples().len();
        names.add(MAIL, mails);
        names.0
    }

    /// The document of a sample of a page where these ways in are open; none when there is none.
    pub fn page_sample(
        &self,
        (name, number): (&str, usize),
        doors: Doors,
        frame: &Frame<'_>,
    ) -> Option<Result<String, RenderError>> {
        let mut wanted = Wanted {
            pages: self,
            frame,
            sample: (name, number),
            doors,
            found: None,
        };
        let Ok(()) = each_page(&mut wanted);
        wanted.found
    }

    /// A sample of a mail, in the name of this brand and application; none when there is none.
    pub fn mail_sample(
        &self,
        number: usize,
        (brand, application): (&str, Option<&str>),
        locale: Locale,
    ) -> Option<Result<RenderedMail, RenderError>> {
        let sample = VerificationMail::samples().into_iter().nth(number)?;
        let application = application.map_or_else(|| sample.application.clone(), str::to_owned);
        let mail = VerificationMail {
            brand: brand.to_owned(),
            application,
            ..sample
        };
        Some(self.mail(&mail, locale))
    }
}

/// What a page is called in an address: `pages/sign_in.html` is `sign-in`. None for those that are
/// not for people who sign in.
fn name<P: Page>() -> Option<String> {
    if OF_OPERATORS.contains(&P::TEMPLATE) {
        return None;
    }
    let file = P::TEMPLATE.rsplit('/').next()?;
    Some(file.strip_suffix(".html")?.replace('_', "-"))
}

/// Gathers the names.
struct Names(Vec<String>);

impl Names {
    fn add(&mut self, name: &str, count: usize) {
        self.0
            .extend((0..count).map(|number| format!("{name}/{number}")));
    }
}

impl EachPage for Names {
    type Error = Infallible;

    fn page<P: Page>(&mut self) -> Result<(), Infallible> {
        if let Some(name) = name::<P>() {
            self.add(&name, P::samples().len());
        }
        Ok(())
    }
}

/// Looks for one and renders it.
struct Wanted<'a> {
    pages: &'a Pages,
    frame: &'a Frame<'a>,
    sample: (&'a str, usize),
    doors: Doors,
    found: Option<Result<String, RenderError>>,
}

impl EachPage for Wanted<'_> {
    type Error = Infallible;

    fn page<P: Page>(&mut self) -> Result<(), Infallible> {
        let (wanted, number) = self.sample;
        if name::<P>().as_deref() == Some(wanted) {
            let sample = P::samples().into_iter().nth(number);
            let sample = sample.map(|sample| sample.behind(self.doors));
            self.found = sample.map(|sample| self.pages.render(&sample, self.frame));
        }
        Ok(())
    }
}
