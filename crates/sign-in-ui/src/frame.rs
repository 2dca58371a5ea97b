//! What surrounds every page: language, brand, the application's name, the language switch.

use serde::Serialize;

use crate::assets::Assets;
use crate::branding::Branding;
use crate::error::RenderError;
use crate::i18n::Catalog;
use crate::locale::Locale;

/// What surrounds every page.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The language of the page.
    pub locale: Locale,
    /// The operator's look.
    pub branding: &'a Branding,
    /// The name of the client that asks, where one is known.
    pub application: Option<&'a str>,
    /// The path of `public_url` without a slash at its end: `""` or `"/auth"`.
    pub base_path: &'a str,
    /// Path and query of this page without `lang`, with the base path. The language switch links
    /// there, so it must be an address that answers GET.
    pub here: &'a str,
    /// The nonce of this response's Content-Security-Policy, for the one inline style sheet.
    pub nonce: &'a str,
    /// Whether it is a sample that is looked at and not used.
    pub preview: Option<Preview<'a>>,
    /// Whether this is a development server, whose pages point to the mailbox.
    pub development: bool,
}

/// Where a sample has its styles: it takes no focus and asks for nothing else.
#[derive(Debug, Clone, Copy)]
pub struct Preview<'a> {
    /// The style sheet of all pages.
    pub css: &'a str,
    /// The brand's colours: a page in a sandbox has no styles within.
    pub style: &'a str,
}

/// The same, as templates see it.
#[derive(Serialize)]
pub(crate) struct FrameView<'a> {
    lang: &'static str,
    dir: &'static str,
    /// Whether the page is light whatever the browser prefers.
    is_light: bool,
    /// The most telling name: that of the application, or of the operator.
    name: &'a str,
    /// The operator's name, when it is not already `name`.
    operator: Option<&'a str>,
    /// The letter in the seal of an operator who has no logo; Signet's own seal has a drawn one.
    monogram: Option<String>,
    brand: BrandView<'a>,
    languages: Vec<LanguageLink<'a>>,
    css: String,
    mailbox_css: String,
    js: String,
    favicon: String,
    style: String,
    style_href: Option<&'a str>,
    is_preview: bool,
    nonce: &'a str,
    mailbox_href: Option<String>,
}

#[derive(Serialize)]
struct BrandView<'a> {
    name: &'a str,
    logo_url: Option<&'a str>,
    dark_logo_url: Option<&'a str>,
    terms_url: Option<&'a str>,
    privacy_url: Option<&'a str>,
    support_email: Option<&'a str>,
    support_url: Option<&'a str>,
}

#[derive(Serialize)]
struct LanguageLink<'a> {
    tag: &'static str,
    name: &'a str,
    href: String,
    current: bool,
}

impl<'a> Frame<'a> {
    pub(crate) fn view(
        &self,
        catalog: &'a Catalog,
        assets: &Assets,
    ) -> Result<FrameView<'a>, RenderError> {
        let asset = |file| {
            let name = assets.name(file).ok_or(RenderError::MissingAsset(file))?;
            Ok(format!("{}/static/{name}", self.base_path))
        };
        let branding = self.branding;
        let name = self
            .application
            .filter(|name| !name.trim().is_empty())
            .unwrap_or(&branding.name);
        let favicon = match filled(branding.favicon_url.as_deref()) {
            Some(address) => address.to_owned(),
            None => asset("favicon.svg")?,
        };
        Ok(FrameView {
            lang: self.locale.tag(),
            dir: self.locale.direction().attribute(),
            is_light: !branding.may_be_dark,
            name,
            operator: Some(branding.name.as_str()).filter(|operator| *operator != name),
            monogram: monogram(&branding.name),
            brand: BrandView {
                name: &branding.name,
                logo_url: filled(branding.logo_url.as_deref()),
                dark_logo_url: filled(branding.dark_logo_url.as_deref())
                    .filter(|_| branding.may_be_dark),
                terms_url: filled(branding.terms_url.as_deref()),
                privacy_url: filled(branding.privacy_url.as_deref()),
                support_email: filled(branding.support_email.as_deref()),
                support_url: filled(branding.support_url.as_deref()),
            },
            languages: self.languages(catalog),
            css: match self.preview {
                Some(preview) => preview.css.to_owned(),
                None => asset("app.css")?,
            },
            mailbox_css: asset("mailbox.css")?,
            js: asset("app.js")?,
            favicon,
            style: branding.style(),
            style_href: self.preview.map(|preview| preview.style),
            is_preview: self.preview.is_some(),
            nonce: self.nonce,
            mailbox_href: self
                .development
                .then(|| format!("{}/dev/mailbox", self.base_path)),
        })
    }

    fn languages(&self, catalog: &'a Catalog) -> Vec<LanguageLink<'a>> {
        let joint = if self.here.contains('?') { '&' } else { '?' };
        let link = |language: &'a crate::i18n::Language| {
            let tag = language.locale.tag();
            LanguageLink {
                tag,
                name: &language.name,
                href: format!("{}{joint}lang={tag}", self.here),
                current: language.locale == self.locale,
            }
        };
        catalog.languages().map(link).collect()
    }
}

/// An operator who leaves a setting blank means that there is none.
fn filled(value: Option<&str>) -> Option<&str> {
    value.map(str::trim).filter(|value| !value.is_empty())
}

fn monogram(name: &str) -> Option<String> {
    if name == Branding::OWN_NAME {
        return None;
    }
    let letter = name.chars().find(|c| c.is_alphanumeric())?;
    Some(letter.to_uppercase().collect())
}
