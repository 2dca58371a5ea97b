//! Parsed templates, messages and assets, and the rendering of pages and mails with them.

use std::sync::Arc;
#[cfg(debug_assertions)]
use std::sync::{Mutex, PoisonError};

use tera::{Context, Tera};

use crate::assets::{Asset, Assets};
use crate::error::RenderError;
use crate::frame::Frame;
use crate::i18n::Catalog;
use crate::locale::Locale;
use crate::mail::{RenderedMail, VerificationMail};
use crate::negotiation::LanguageChoice;
use crate::page::Page;
use crate::{sources, templates};

/// Everything that is needed to show a page. Parsed once in release builds; in debug builds a
/// changed file is noticed within 200 ms.
pub struct Pages {
    #[cfg(not(debug_assertions))]
    content: Arc<Content>,
}

struct Content {
    tera: Tera,
    catalog: Arc<Catalog>,
    assets: Assets,
}

impl Pages {
    /// Parses templates and messages.
    pub fn load() -> Result<Self, RenderError> {
        #[cfg(debug_assertions)]
        Content::newest()?;
        Ok(Self {
            #[cfg(not(debug_assertions))]
            content: Arc::new(Content::load()?),
        })
    }

    /// The whole HTML document of one page.
    pub fn render<P: Page>(&self, page: &P, frame: &Frame<'_>) -> Result<String, RenderError> {
        let content = self.content()?;
        let fault = |error| templates::fault(P::TEMPLATE, &error);
        let mut values = Context::from_serialize(page).map_err(fault)?;
        values.insert("frame", &frame.view(&content.catalog, &content.assets)?);
        values.insert("inline_script", &P::INLINE_SCRIPT);
        values.insert(templates::LOCALE, frame.locale.tag());
        content.tera.render(P::TEMPLATE, &values).map_err(fault)
    }

    /// Subject and both bodies of the mail that carries a verification code.
    pub fn mail(
        &self,
        mail: &VerificationMail,
        locale: Locale,
    ) -> Result<RenderedMail, RenderError> {
        let content = self.content()?;
        mail.render(&content.tera, &content.catalog, locale)
    }

    /// A static file under its hashed name, for example `app.3f2a1b9c04.css`. Its content never
    /// changes under that name.
    pub fn asset(&self, name: &str) -> Option<Asset> {
        self.content().ok()?.assets.get(name)
    }

    /// The style sheet of all pages.
    pub fn style_sheet(&self) -> Option<Asset> {
        let content = self.content().ok()?;
        content.assets.get(content.assets.name("app.css")?)
    }

    /// The language that suits a visitor best. Always one that pages can be shown in.
    pub fn negotiate(&self, choice: &LanguageChoice<'_>) -> Locale {
        self.content().map_or(Locale::ENGLISH, |content| {
            choice.negotiate(&content.catalog)
        })
    }

    /// Every language that pages can be shown in, sorted by tag.
    pub fn locales(&self) -> Vec<Locale> {
        let listed = |content: Arc<Content>| {
            content
                .catalog
                .languages()
                .map(|language| language.locale)
                .collect()
        };
        self.content()
            .map_or_else(|_| vec![Locale::ENGLISH], listed)
    }

    /// The hashed names of all static files.
    pub fn asset_names(&self) -> Vec<String> {
        self.content()
            .map(|content| content.assets.hashed_names())
            .unwrap_or_default()
    }

    #[cfg(not(debug_assertions))]
    #[expect(
        clippy::unnecessary_wraps,
        reason = "in debug builds a changed file may not parse"
    )]
    fn content(&self) -> Result<Arc<Content>, RenderError> {
        Ok(Arc::clone(&self.content))
    }

    #[cfg(debug_assertions)]
    #[expect(
        clippy::unused_self,
        reason = "in release builds the content lies here"
    )]
    fn content(&self) -> Result<Arc<Content>, RenderError> {
        Content::newest()
    }
}

impl Content {
    fn load() -> Result<Self, RenderError> {
        let catalog = Arc::new(Catalog::parse(&sources::locales())?);
        Ok(Self {
            tera: templates::parse(&sources::templates(), &catalog)?,
            catalog,
            assets: Assets::new(sources::statics()),
        })
    }

    /// As the files are now. A program that runs many providers, as tests do, parses them once.
    #[cfg(debug_assertions)]
    fn newest() -> Result<Arc<Self>, RenderError> {
        static NEWEST: Mutex<Option<(u128, Arc<Content>)>> = Mutex::new(None);

        let stamp = sources::stamp(&sources::FOLDERS);
        let mut newest = NEWEST.lock().unwrap_or_else(PoisonError::into_inner);
        match &*newest {
            Some((of, content)) if *of == stamp => Ok(Arc::clone(content)),
            _ => {
                let fresh = Arc::new(Self::load()?);
                *newest = Some((stamp, Arc::clone(&fresh)));
                Ok(fresh)
            }
        }
    }
}
