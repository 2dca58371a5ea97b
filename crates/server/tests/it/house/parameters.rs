//! Where each parameter of the protocol lives. A reader with the RFC open finds each rule by file
//! name alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use syn::{
    Expr, ExprCall, ExprMethodCall, File, ImplItem, Item, ItemConst, Lit, Macro,
    visit::{self, Visit},
};

use super::{
    file_arrows::{attributes, is_for_tests},
    files, root,
};

/// A request parameter, and the file below `crates/oidc-core/src` that reads it.
const PARAMETERS: [(&str, &str); 32] = [
    // Authorization requests.
    ("client_id", "client.rs"),
    ("redirect_uri", "redirect_uri.rs"),
    ("response_type", "response_type.rs"),
    ("response_mode", "response_mode.rs"),
    ("scope", "scope.rs"),
    ("state", "state.rs"),
    ("nonce", "nonce.rs"),
    ("code_challenge", "pkce.rs"),
    ("code_challenge_method", "pkce.rs"),
    ("prompt", "prompt.rs"),
    ("max_age", "max_age.rs"),
    ("login_hint", "login_hint.rs"),
    ("ui_locales", "ui_locales.rs"),
    ("id_token_hint", "authorize/request.rs"),
    ("first_screen", "first_screen.rs"),
    ("interaction_mode", "first_screen.rs"),
    ("resource", "resource.rs"),
    ("request", "authorize/request.rs"),
    ("request_uri", "authorize/request.rs"),
    ("registration", "authorize/request.rs"),
    ("claims", "claims_request.rs"),
    // Token requests.
    ("grant_type", "token/request.rs"),
    ("code", "token/request.rs"),
    ("code_verifier", "token/request.rs"),
    ("refresh_token", "token/request.rs"),
    ("organization_id", "token/request.rs"),
    ("client_secret", "client_auth.rs"),
    ("client_assertion", "client_auth.rs"),
    ("client_assertion_type", "client_auth.rs"),
    // What is called with an access token, and the end of a session.
    ("access_token", "bearer.rs"),
    ("id_token_hint", "end_session.rs"),
    ("post_logout_redirect_uri", "end_session.rs"),
];

/// A parameter of our answers, and the file that writes it.
const ANSWERS: [(&str, &str); 1] = [("iss", "authorize/callback.rs")];

/// Where `Params` itself stands: it has names, and knows none.
const PARAMS: &str = "params.rs";

/// How `Params` is read. Other types have methods called `all` and `first`.
const READERS: [&str; 4] = ["optional", "required", "all", "first"];
const READERS_OF_OTHERS: [&str; 2] = ["all", "first"];

#[test]
fn every_parameter_is_read_by_its_file() {
    let read = read_by_oidc_core();
    for (parameter, file) in PARAMETERS {
        assert!(
            read.contains(&(parameter.to_owned(), file.to_owned())),
            "{file} does not read {parameter}"
        );
    }
    for (parameter, file) in ANSWERS {
        let text = fs::read_to_string(root().join("crates/oidc-core/src").join(file)).unwrap();
        let texts = Reader::of(&syn::parse_file(&text).unwrap()).texts;
        assert!(
            texts.contains(parameter),
            "{file} does not write {parameter}"
        );
    }
}

/// What a form holds besides these is not repeated in an address.
#[test]
fn every_parameter_of_an_authorization_request_may_be_posted() {
    let authorization = PARAMETERS
        .iter()
        .take_while(|(name, _)| *name != "grant_type");
    for (parameter, _) in authorization {
        let known = signet::oidc::authorize::POSTED;
        let is_known = [known.plain, known.named].concat().contains(parameter);
        assert!(is_known || *parameter == "id_token_hint", "{parameter}");
    }
}

#[test]
fn every_parameter_that_is_read_stands_in_the_table() {
    for (parameter, file) in read_by_oidc_core() {
        let listed = PARAMETERS.contains(&(parameter.as_str(), file.as_str()));
        assert!(
            listed,
            "{file} reads {parameter}, which the table does not say"
        );
    }
}

/// Every parameter that the rules read, and where.
fn read_by_oidc_core() -> BTreeSet<(String, String)> {
    let source = root().join("crates/oidc-core/src");
    let mut all = BTreeSet::new();
    for path in files(&source, &["rs"]) {
        let file = path.strip_prefix(&source).unwrap().to_str().unwrap();
        // The files of tests are named so; `mod tests { … }` is told by its attribute.
        if file == PARAMS || file.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let reader = Reader::of(&syn::parse_file(&text).unwrap());
        all.extend(reader.read.into_iter().map(|name| (name, file.to_owned())));
    }
    all
}

/// What the code of one file reads from `Params`, outside of its tests.
#[derive(Default)]
struct Reader {
    constants: BTreeMap<String, String>,
    /// The names, or the expression where a name is not to be seen.
    read: BTreeSet<String>,
    /// Every text of the code.
    texts: BTreeSet<String>,
}

impl Reader {
    fn of(file: &File) -> Self {
        let mut reader = Self::default();
        for item in &file.items {
            if let Item::Const(item) = item {
                reader.constants.extend(constant(item));
            }
        }
        reader.visit_file(file);
        reader
    }

    /// `receiver.method(argument)`, as far as it reads a parameter.
    fn call(&mut self, receiver: &Expr, method: &str, argument: &Expr) {
        let name = match argument {
            Expr::Lit(literal) => text(&literal.lit),
            Expr::Path(path) => {
                let name = path.path.segments.last().map(|part| part.ident.to_string());
                name.and_then(|name| self.constants.get(&name).cloned())
            }
            _ => None,
        };
        let is_params = matches!(receiver, Expr::Path(path)
            if path.path.is_ident("params") || path.path.is_ident("form"));
        match name {
            Some(name) => {
                self.read.insert(name);
            }
            // A name that is made at run time is nowhere to be found.
            None if is_params || !READERS_OF_OTHERS.contains(&method) => {
                self.read.insert(format!("something by .{method}(…)"));
            }
            None => {}
        }
    }
}

fn constant(item: &ItemConst) -> Option<(String, String)> {
    let Expr::Lit(literal) = &*item.expr else {
        return None;
    };
    Some((item.ident.to_string(), text(&literal.lit)?))
}

fn text(literal: &Lit) -> Option<String> {
    match literal {
        Lit::Str(text) => Some(text.value()),
        _ => None,
    }
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &ImplItem) {
        if !matches!(item, ImplItem::Fn(function) if is_for_tests(&function.attrs)) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_expr_method_call(&mut self, call: &ExprMethodCall) {
        let method = call.method.to_string();
        if let Some(argument) = call.args.first()
            && READERS.contains(&method.as_str())
        {
            self.call(&call.receiver, &method, argument);
        }
        visit::visit_expr_method_call(self, call);
    }

    /// `Params::first(params, "x")`
    fn visit_expr_call(&mut self, call: &ExprCall) {
        if let Expr::Path(function) = &*call.func
            && let [.., owner, method] = &*function.path.segments.iter().collect::<Vec<_>>()
            && owner.ident == "Params"
            && let (Some(receiver), Some(argument)) = (call.args.first(), call.args.get(1))
            && READERS.contains(&method.ident.to_string().as_str())
        {
            self.call(receiver, "optional", argument);
        }
        visit::visit_expr_call(self, call);
    }

    /// The arguments of most macros are expressions.
    fn visit_macro(&mut self, call: &Macro) {
        use syn::{Token, punctuated::Punctuated};
        let arguments = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        for argument in arguments.iter().flatten() {
            self.visit_expr(argument);
        }
    }

    fn visit_lit(&mut self, literal: &Lit) {
        self.texts.extend(text(literal));
    }

    /// Comments for readers are no code.
    fn visit_attribute(&mut self, _: &syn::Attribute) {}
}

fn read(text: &str) -> Vec<String> {
    let file = syn::parse_file(text).unwrap();
    Reader::of(&file).read.into_iter().collect()
}

#[test]
fn a_reader_is_found_however_it_is_written() {
    for text in [
        "fn f() { params.optional(\"scope\") }",
        "fn f() { request.form().required(\"scope\")?.parse() }",
        "fn f() { x.map(|form| form.all(\"scope\")) }",
        "impl S { fn of(p: &Params) { if let Some(\"x\") = p.first(\"scope\") {} } }",
        "const NAME: &str = \"scope\"; fn f() { params.first(NAME) }",
        "fn f() { Params::first(&params, \"scope\") }",
        "fn f() { assert!(params.first(\"scope\").is_some(), \"told\") }",
    ] {
        assert_eq!(read(text), ["scope"], "{text}");
    }
}

#[test]
fn a_name_that_is_only_spoken_of_is_not_read() {
    for text in [
        "/// `scope`: params.first(\"scope\")\nfn f() {}",
        "fn f() { match params { \"scope\" => 1, _ => 2 } }",
        "#[cfg(test)] mod tests { fn f() { params.first(\"scope\") } }",
        "#[test] fn f() { params.first(\"scope\") }",
        "fn f() { text.bytes().all(plain) && list.first().is_none() }",
    ] {
        assert!(read(text).is_empty(), "{text}");
    }
    assert_eq!(read("fn f() { params.first(\"scope:x\") }"), ["scope:x"]);
}

#[test]
fn a_name_that_is_not_written_out_is_told() {
    for text in [
        "fn f() { for name in NAMES { params.first(name) } }",
        "fn f() { query.optional(name) }",
        "fn f() { Params::all(query, name) }",
    ] {
        let [told] = &*read(text) else {
            panic!("{text}")
        };
        assert!(told.starts_with("something"), "{text}");
    }
}

#[test]
fn a_text_of_the_code_is_found_and_one_of_its_tests_is_not() {
    let texts = |text| Reader::of(&syn::parse_file(text).unwrap()).texts;
    assert!(texts("fn f() { g(&[(\"iss\", 1)]) }").contains("iss"));
    assert!(!texts("/// \"iss\"\nfn f() { g(\"issuer\") }").contains("iss"));
    assert!(!texts("#[cfg(test)] mod tests { const X: &str = \"iss\"; }").contains("iss"));
}
