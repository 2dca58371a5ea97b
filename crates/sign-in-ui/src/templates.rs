//! The template engine and the few words it learns from us.
//!
//! `t(key="…", name=value)` is a message, escaped like any value. `rich(key="…", …)` is a message
//! that may carry markup of its own: its arguments are escaped before they enter it. Both take
//! `with=map` for arguments that come as one value. `url | href` and `url | image` let only
//! addresses through that cannot run a script. `email | breakable`, and in `rich` the argument
//! `email`, say where the line of an e-mail address may break.

use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};
use tera::{Error, Filter, Function, Kwargs, State, Tera, TeraResult, Value, escape_html};

use crate::breakable::breakable;
use crate::error::RenderError;
use crate::i18n::Catalog;
use crate::sources::Source;

/// The context key under which a render's language tag stands.
pub(crate) const LOCALE: &str = "locale";

/// Parses all templates. Names ending in `.html` are escaped, `.txt` is not.
pub(crate) fn parse(sources: &[Source], catalog: &Arc<Catalog>) -> Result<Tera, RenderError> {
    let mut tera = Tera::new();
    tera.autoescape_on([".html"]);
    tera.register_function(
        "t",
        Message {
            catalog: Arc::clone(catalog),
            markup: Markup::None,
        },
    );
    tera.register_function(
        "rich",
        Message {
            catalog: Arc::clone(catalog),
            markup: Markup::Own,
        },
    );
    tera.register_filter("href", href);
    tera.register_filter("image", image);
    tera.register_filter("breakable", Breakable);
    let texts: Vec<_> = sources
        .iter()
        .map(|source| (source.name.as_str(), source.text()))
        .collect();
    tera.add_raw_templates(texts)
        .map_err(|error| fault("web/templates", &error))?;
    Ok(tera)
}

/// The engine's report, with what caused it.
pub(crate) fn fault(template: &str, error: &Error) -> RenderError {
    let mut reason = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        reason = format!("{reason}: {cause}");
        source = cause.source();
    }
    RenderError::Template {
        template: template.to_owned(),
        reason,
    }
}

/// Whether a message may contain markup.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Markup {
    None,
    Own,
}

struct Message {
    catalog: Arc<Catalog>,
    markup: Markup,
}

impl Function<TeraResult<String>> for Message {
    fn call(&self, kwargs: Kwargs, state: &State) -> TeraResult<String> {
        let tag = state.get::<String>(LOCALE)?.unwrap_or_default();
        let key = kwargs.must_get::<&str>("key")?;
        let mut args = FluentArgs::new();
        for (name, value) in kwargs
            .iter()
            .filter_map(|(name, value)| Some((name.as_str()?, value)))
        {
            match (name, value.as_map()) {
                ("key", _) => {}
                (_, Some(map)) => {
                    for (name, value) in map {
                        if let Some(name) = name.as_str() {
                            args.set(name.to_owned(), self.argument(name, value)?);
                        }
                    }
                }
                (_, None) => args.set(name.to_owned(), self.argument(name, value)?),
            }
        }
        self.catalog
            .message(&tag, key, &args)
            .map_err(Error::message)
    }

    fn is_safe(&self) -> bool {
        self.markup == Markup::Own
    }
}

impl Message {
    fn argument(&self, name: &str, value: &Value) -> TeraResult<FluentValue<'static>> {
        if let Some(number) = value.as_i64() {
            return Ok(FluentValue::from(number));
        }
        let text = value.as_str().unwrap_or_default();
        if self.markup == Markup::None {
            return Ok(FluentValue::from(text.to_owned()));
        }
        if name == "email" {
            return Ok(FluentValue::from(breakable(text)));
        }
        let mut escaped = Vec::with_capacity(text.len());
        escape_html(text, &mut escaped).map_err(|error| Error::message(error.to_string()))?;
        Ok(FluentValue::from(
            String::from_utf8_lossy(&escaped).into_owned(),
        ))
    }
}

struct Breakable;

impl Filter<&str, String> for Breakable {
    fn call(&self, text: &str, _: Kwargs, _: &State) -> String {
        breakable(text)
    }

    fn is_safe(&self) -> bool {
        true
    }
}

/// An address for a link or a form. Custom schemes are legitimate (native applications register
/// them), the ones that a browser runs as a document are not.
fn href(address: &str, _: Kwargs, _: &State) -> String {
    if matches!(
        scheme(address).as_deref(),
        Some("javascript" | "data" | "vbscript")
    ) {
        return "#".to_owned();
    }
    address.to_owned()
}

/// An address for an image: ours, https, or an image in place.
fn image(address: &str, _: Kwargs, _: &State) -> String {
    let allowed = match scheme(address).as_deref() {
        None | Some("https" | "http") => true,
        Some("data") => address.starts_with("data:image/"),
        Some(_) => false,
    };
    if allowed {
        address.to_owned()
    } else {
        "data:,".to_owned()
    }
}

/// The scheme as a browser reads it: control characters and blanks before and inside are dropped
/// (WHATWG URL, basic URL parser).
fn scheme(address: &str) -> Option<String> {
    let (head, _) = address.split_once(':')?;
    if head.contains(['/', '?', '#']) {
        return None;
    }
    Some(
        head.chars()
            .filter(|c| !c.is_control() && *c != ' ')
            .collect::<String>()
            .to_lowercase(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_never_carries_a_script() {
        for hostile in [
            "javascript:alert(1)",
            " JaVa\nScript:alert(1)",
            "\u{1}data:text/html,x",
        ] {
            let context = tera::Context::new();
            assert_eq!(href(hostile, Kwargs::default(), &State::new(&context)), "#");
        }
    }

    #[test]
    fn a_link_may_lead_to_a_native_application_and_to_a_path_with_a_colon() {
        for good in [
            "com.example.app:/signed-out",
            "/sign-in?a=b:c",
            "https://a.example/",
        ] {
            let context = tera::Context::new();
            assert_eq!(href(good, Kwargs::default(), &State::new(&context)), good);
        }
    }

    #[test]
    fn an_image_may_stand_in_its_address_and_a_page_may_not() {
        let context = tera::Context::new();
        let state = State::new(&context);
        assert_eq!(
            image("data:image/png;base64,AA", Kwargs::default(), &state),
            "data:image/png;base64,AA"
        );
        assert_eq!(
            image("data:text/html,x", Kwargs::default(), &state),
            "data:,"
        );
    }
}
