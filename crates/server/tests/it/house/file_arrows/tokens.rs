//! Paths where the language has only tokens: in the arguments of macros and attributes.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

type Found = Vec<(Vec<String>, usize)>;

/// Every path of two names or more, and its line. `$crate::x` counts as `crate::x`.
pub(crate) fn paths(tokens: TokenStream) -> Found {
    let mut found = Found::new();
    let mut path = Vec::new();
    let mut line = 0;
    // Of `::`: nothing yet, the first mark, both.
    let mut colons = 0;
    let mut close = |path: &mut Vec<String>, line| {
        let path = std::mem::take(path);
        if path.len() > 1 && !path[0].is_empty() {
            found.push((path, line));
        }
    };
    let mut inner = Found::new();
    for tree in tokens {
        match tree {
            TokenTree::Ident(name) => {
                if colons != 2 {
                    close(&mut path, line);
                }
                if path.is_empty() {
                    line = name.span().start().line;
                    // `::name` begins with another crate.
                    path.extend((colons == 2).then(String::new));
                }
                path.push(name.to_string());
                colons = 0;
            }
            TokenTree::Punct(mark)
                if mark.as_char() == ':' && (colons == 1 || mark.spacing() == Spacing::Joint) =>
            {
                colons += 1;
            }
            other => {
                close(&mut path, line);
                colons = 0;
                if let TokenTree::Group(group) = other {
                    inner.extend(paths(group.stream()));
                }
            }
        }
    }
    close(&mut path, line);
    found.extend(inner);
    found
}

/// Every path of two names or more that stands in a text of its own.
pub(crate) fn quoted(tokens: TokenStream) -> Found {
    let mut found = Found::new();
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => found.extend(quoted(group.stream())),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let Ok(path) = syn::parse_str::<syn::Path>(text.trim_matches('"')) else {
                    continue;
                };
                let names: Vec<_> = path.segments.iter().map(|s| s.ident.to_string()).collect();
                if names.len() > 1 && path.leading_colon.is_none() {
                    found.push((names, literal.span().start().line));
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
    found
}

/// Whether a condition (of `cfg`) holds in tests only: `test`, or `all(…)` with `test` in it.
pub(crate) fn demand_test(condition: TokenStream) -> bool {
    let trees: Vec<_> = condition.into_iter().collect();
    match trees.as_slice() {
        [TokenTree::Ident(name)] => name == "test",
        [TokenTree::Ident(name), TokenTree::Group(group)]
            if name == "all" && group.delimiter() == Delimiter::Parenthesis =>
        {
            let parts: Vec<_> = group.stream().into_iter().collect();
            let comma =
                |tree: &TokenTree| matches!(tree, TokenTree::Punct(p) if p.as_char() == ',');
            let mut parts = parts.split(comma);
            parts.any(|part| demand_test(part.iter().cloned().collect()))
        }
        _ => false,
    }
}
