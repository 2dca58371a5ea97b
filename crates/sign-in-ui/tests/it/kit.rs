//! Every page in every state and language, and what to look at it with.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use scraper::node::Element;
use scraper::{Html, Selector};
use serde::{Serialize, Serializer};
use sign_in_ui::page::{EachPage, each_page};
use sign_in_ui::{Branding, Frame, Locale, Page, Pages, RenderError};

/// One rendered page and what it is called in a failing test.
pub(crate) struct Rendered {
    pub(crate) name: String,
    pub(crate) html: String,
}

pub(crate) fn frame(locale: Locale, branding: &Branding) -> Frame<'_> {
    Frame {
        locale,
        branding,
        application: Some("Bookstore"),
        base_path: "/auth",
        here: "/auth/sign-in?flow=sample",
        nonce: "sample-nonce",
        preview: None,
        development: true,
    }
}

/// Renders every sample of every page in every language, after `change` has had its way with it.
pub(crate) fn all(
    pages: &Pages,
    frame: &Frame<'_>,
    change: impl Fn(Sample) -> Sample,
) -> Vec<Rendered> {
    let mut rendered = Vec::new();
    for locale in pages.locales() {
        let frame = Frame { locale, ..*frame };
        for (number, sample) in samples().into_iter().enumerate() {
            let name = format!("{} {number} {}", sample.template, locale.tag());
            let sample = change(sample);
            match (sample.render)(pages, &frame, sample.values) {
                Ok(html) => rendered.push(Rendered { name, html }),
                Err(error) => panic!("{name}: {error}"),
            }
        }
    }
    rendered
}

/// A page's values, open to change, and how they are rendered.
pub(crate) struct Sample {
    pub(crate) template: &'static str,
    pub(crate) values: serde_json::Value,
    pub(crate) render: fn(&Pages, &Frame<'_>, serde_json::Value) -> Result<String, RenderError>,
}

/// A page whose values are whatever a test made of them.
struct Changed<P> {
    values: serde_json::Value,
    page: PhantomData<P>,
}

impl<P> Serialize for Changed<P> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.values.serialize(to)
    }
}

impl<P: Page> Page for Changed<P> {
    const TEMPLATE: &'static str = P::TEMPLATE;
    const INLINE_SCRIPT: Option<&'static str> = P::INLINE_SCRIPT;

    fn samples() -> Vec<Self> {
        Vec::new()
    }
}

/// Gathers the samples of all pages.
struct Samples(Vec<Sample>);

impl EachPage for Samples {
    type Error = Infallible;

    fn page<P: Page>(&mut self) -> Result<(), Infallible> {
        self.0.extend(P::samples().into_iter().map(|page| Sample {
            template: P::TEMPLATE,
            values: serde_json::to_value(page).unwrap(),
            render: |pages, frame, values| {
                pages.render(
                    &Changed::<P> {
                        values,
                        page: PhantomData,
                    },
                    frame,
                )
            },
        }));
        Ok(())
    }
}

pub(crate) fn samples() -> Vec<Sample> {
    let mut samples = Samples(Vec::new());
    let Ok(()) = each_page(&mut samples);
    samples.0
}

/// Every page as it is in the name of an application, and what rendered it.
pub(crate) fn every_page() -> (Pages, Vec<Rendered>) {
    let pages = Pages::load().unwrap();
    let branding = Branding::default();
    let rendered = all(&pages, &frame(Locale::ENGLISH, &branding), |sample| sample);
    (pages, rendered)
}

/// The elements that a selector finds.
pub(crate) fn select(html: &Html, selector: &str) -> Vec<Element> {
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector)
        .map(|found| found.value().clone())
        .collect()
}

/// The document of a page in a language.
pub(crate) fn shown<P: Page>(page: &P, language: &str) -> Html {
    let pages = Pages::load().unwrap();
    let branding = Branding::default();
    let mut locales = pages.locales().into_iter();
    let frame = Frame {
        locale: locales.find(|locale| locale.tag() == language).unwrap(),
        ..frame(Locale::ENGLISH, &branding)
    };
    Html::parse_document(&pages.render(page, &frame).unwrap())
}

/// The one element that a selector finds.
pub(crate) fn one(html: &Html, selector: &str) -> Element {
    let mut found = select(html, selector);
    assert_eq!(found.len(), 1, "{selector}");
    found.remove(0)
}

/// The words of all that a selector finds.
pub(crate) fn text(html: &Html, selector: &str) -> String {
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector)
        .flat_map(|found| found.text())
        .collect()
}

/// A folder of `/web`.
pub(crate) fn web(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../web")
        .join(folder)
}

/// All files below a folder of `/web`, except the demo shop's, with their text.
pub(crate) fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let mut folders = vec![web(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("demo") {
                    folders.push(path);
                }
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    files.sort();
    files
}
