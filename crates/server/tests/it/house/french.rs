//! What the management API says of a refusal has its French, whether or not a test meets it: the
//! sentences are read in the sources.

use std::fs;

use management::french::french;
use syn::{
    Attribute, Expr, ExprCall, ExprLit, ExprMethodCall, File, Item, ItemConst, Lit, LitStr, Local,
    Macro, Meta, Pat,
    visit::{self, Visit},
};

use super::{
    file_arrows::{attributes, is_for_tests},
    files, root,
};

/// Whoever says something says it to one of these.
const SAYERS: [&str; 12] = [
    "ask",
    "cured_by",
    "custom",
    "fail",
    "invalid",
    "malformed",
    "misfit",
    "pass",
    "refuse",
    "said",
    "saying",
    "skipped",
];

/// What a sentence is called where it stands alone.
const NAMES: [&str; 10] = [
    "ADDRESS", "DOMAIN", "FORM", "NUL", "another", "expected", "remedy", "sentence", "unknown",
    "why",
];

/// Files whose sentences reach people by the API: its own, and those of errors that it passes on.
const PLACES: [&str; 27] = [
    "management/src",
    "oidc-core/src/account/email.rs",
    "oidc-core/src/account/experience/brand_name.rs",
    "oidc-core/src/account/experience/check.rs",
    "oidc-core/src/account/experience/link.rs",
    "oidc-core/src/account/experience/others.rs",
    "oidc-core/src/account/password.rs",
    "oidc-core/src/account/usage_type.rs",
    "oidc-core/src/client/details.rs",
    "oidc-core/src/client/metadata.rs",
    "oidc-core/src/cors_origin.rs",
    "oidc-core/src/custom_data.rs",
    "oidc-core/src/indicator.rs",
    "oidc-core/src/name.rs",
    "oidc-core/src/redirect_uri/registration.rs",
    "oidc-core/src/refused_redirect/diagnosis.rs",
    "oidc-core/src/registration.rs",
    "oidc-core/src/registration/logout.rs",
    "oidc-core/src/role.rs",
    "oidc-core/src/user_field.rs",
    "connectors/src/config_error.rs",
    "connectors/src/error.rs",
    "connectors/src/factory",
    "connectors/src/endpoint.rs",
    "connectors/src/sender.rs",
    "engine/src/password/invalid_digest.rs",
    "engine/src/sign_in/explain",
];

/// For the log, or for whoever writes the French.
const OF_OTHERS: [&str; 5] = [
    "the secret cannot be opened",
    "has a brace too many",
    "has gaps that cannot be told apart",
    "has other gaps in French",
    "{0:?} stands there twice",
];

#[test]
fn every_sentence_of_the_api_has_its_french() {
    let mut missing = Vec::new();
    let mut found = 0;
    for place in PLACES {
        let place = root().join("crates").join(place);
        let all = if place.is_dir() {
            files(&place, &["rs"])
        } else {
            vec![place]
        };
        for path in all.iter().filter(|path| !path.ends_with("tests.rs")) {
            let text = fs::read_to_string(path).unwrap();
            let said = said(&syn::parse_file(&text).unwrap());
            found += said.len();
            let lost = said
                .into_iter()
                .filter(|said| !OF_OTHERS.contains(&&**said));
            let lost = lost.filter(|said| !is_known(said));
            missing.extend(lost.map(|said| format!("{}: {said}", path.display())));
        }
    }
    assert!(found > 200, "{found}");
    assert!(missing.is_empty(), "{missing:#?}");
}

/// What may stand in a gap.
const SAMPLES: [&str; 9] = [
    "7",
    "\"x\"",
    "is missing",
    "string",
    "",
    " (7)",
    " to x",
    "As many codes were sent to this address as may be.",
    "sent",
];

/// As it stands there, with something in its gaps; or as a sentence is made of it.
fn is_known(said: &str) -> bool {
    let gaps = filled(said, &mut std::iter::repeat("")).1;
    (0..SAMPLES.len().pow(gaps)).any(|mut choice| {
        let mut chosen = std::iter::repeat_with(|| {
            let sample = SAMPLES[choice % SAMPLES.len()];
            choice /= SAMPLES.len();
            sample
        });
        let text = filled(said, &mut chosen).0;
        let mut letters = text.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        let sentence = first.map(|first| format!("{first}{}.", letters.as_str()));
        french(&text).is_some() || sentence.is_some_and(|sentence| french(&sentence).is_some())
    })
}

/// A format with these in its gaps, and how many there are.
fn filled(format: &str, samples: &mut dyn Iterator<Item = &str>) -> (String, u32) {
    let (mut text, mut gaps) = (String::new(), 0);
    let mut rest = format;
    while let Some((plain, more)) = rest.split_once('{') {
        text += plain;
        if let Some(more) = more.strip_prefix('{') {
            text.push('{');
            rest = more;
            continue;
        }
        let (_, more) = more.split_once('}').unwrap();
        text += samples.next().unwrap();
        gaps += 1;
        rest = more;
    }
    ((text + rest).replace("}}", "}"), gaps)
}

/// Every sentence of a file, but those of its tests.
fn said(file: &File) -> Vec<String> {
    let mut reader = Reader::default();
    reader.visit_file(file);
    reader.said
}

#[derive(Default)]
struct Reader {
    said: Vec<String>,
    /// In how many calls, one within the other, whose texts are sentences.
    saying: usize,
}

impl Reader {
    fn note(&mut self, text: &LitStr) {
        let text = text.value();
        // A word alone is the name of a member.
        let is_sentence = text.contains(' ') && text.chars().any(char::is_lowercase);
        if is_sentence && !self.said.contains(&text) {
            self.said.push(text);
        }
    }

    fn within(&mut self, is_said: bool, look: impl FnOnce(&mut Self)) {
        self.saying += usize::from(is_said);
        look(self);
        self.saying -= usize::from(is_said);
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_item(&mut self, item: &'a Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_attribute(&mut self, attribute: &'a Attribute) {
        if let Meta::List(list) = &attribute.meta
            && list.path.is_ident("error")
            && let Some(text) = first_text(list.tokens.clone())
        {
            self.note(&text);
        }
    }

    fn visit_local(&mut self, local: &'a Local) {
        let is_said = matches!(&local.pat, Pat::Ident(name)
            if NAMES.contains(&&*name.ident.to_string()));
        self.within(is_said, |own| visit::visit_local(own, local));
    }

    fn visit_item_const(&mut self, item: &'a ItemConst) {
        let is_said = NAMES.contains(&&*item.ident.to_string());
        self.within(is_said, |own| visit::visit_item_const(own, item));
    }

    fn visit_expr_call(&mut self, call: &'a ExprCall) {
        let name = match &*call.func {
            Expr::Path(path) => path.path.segments.last(),
            _ => None,
        };
        let is_said = name.is_some_and(|name| SAYERS.contains(&&*name.ident.to_string()));
        self.within(is_said, |own| visit::visit_expr_call(own, call));
    }

    fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
        self.visit_expr(&call.receiver);
        let is_said = SAYERS.contains(&&*call.method.to_string());
        self.within(is_said, |own| {
            call.args.iter().for_each(|one| own.visit_expr(one));
        });
    }

    fn visit_macro(&mut self, called: &'a Macro) {
        let is_format = ["format", "format_args"]
            .iter()
            .any(|name| called.path.is_ident(name));
        if is_format
            && self.saying > 0
            && let Some(text) = first_text(called.tokens.clone())
        {
            self.note(&text);
        }
    }

    fn visit_expr_lit(&mut self, literal: &'a ExprLit) {
        if self.saying > 0
            && let Lit::Str(text) = &literal.lit
        {
            self.note(text);
        }
    }
}

/// The text that a macro or an attribute begins with.
fn first_text(tokens: proc_macro2::TokenStream) -> Option<LitStr> {
    let first = tokens.into_iter().next()?;
    syn::parse2(first.into()).ok()
}

#[test]
fn sentences_are_found_where_they_are_said_and_names_are_not() {
    let of = |text: &str| said(&syn::parse_file(text).unwrap());
    for text in [
        "fn f() { ApiError::invalid(\"a b\", \"is no x\") }",
        "fn f() { let why = if x { \"is no x\" } else { \"a b\" }; }",
        "fn f() { error.cured_by(format!(\"is no x\")).and(\"a b\"); let why = \"a b\"; }",
        "#[derive(Error)] enum E { #[error(\"is no x\")] A, #[error(\"a b\")] B }",
    ] {
        let mut said = of(text);
        said.sort();
        assert_eq!(said, ["a b", "is no x"], "{text}");
    }
    for text in [
        "fn f() { ApiError::invalid(\"name\", why) }",
        "fn f() { other(\"is no x\") }",
        "#[cfg(test)] mod tests { fn f() { ApiError::invalid(\"a\", \"is no x\") } }",
    ] {
        assert!(of(text).is_empty(), "{text}");
    }
}
