//! What holds for every page in every state and language.

use std::collections::BTreeSet;

use scraper::{Html, Selector};
use sign_in_ui::{Branding, Direction, Frame, Locale, Pages};

use crate::kit::{self, Rendered, every_page, select};

/// HTML, style sheets, script and icon together.
const HEAVIEST: usize = 40 * 1024;

#[test]
fn every_template_of_a_page_has_a_sample() {
    let templates = kit::web("templates");
    let on_disk: BTreeSet<String> = kit::files("templates/pages")
        .into_iter()
        .map(|(path, _)| {
            let path = path.strip_prefix(&templates).unwrap();
            path.to_str().unwrap().to_owned()
        })
        .collect();
    let samples = kit::samples().into_iter();
    let shown: BTreeSet<String> = samples.map(|sample| sample.template.to_owned()).collect();
    assert_eq!(shown, on_disk);
}

#[test]
fn every_page_has_a_language_a_title_and_one_heading() {
    for Rendered { name, html } in every_page().1 {
        let tag = name.rsplit(' ').next().unwrap();
        let page = Html::parse_document(&html);
        let root = page.root_element();
        assert_eq!(root.value().attr("lang"), Some(tag), "{name}");
        assert_eq!(
            root.value().attr("dir"),
            Some(Direction::LeftToRight.attribute()),
            "{name}"
        );
        assert_eq!(select(&page, "h1").len(), 1, "{name}");
        let title = page
            .select(&Selector::parse("title").unwrap())
            .next()
            .unwrap();
        let title: String = title.text().collect();
        assert!(
            title.ends_with(" · Bookstore") && title.len() > 14,
            "{name}: {title}"
        );
    }
}

#[test]
fn every_page_keeps_its_address_to_itself_and_out_of_search_engines() {
    for Rendered { name, html } in every_page().1 {
        // What an application gets by a form comes with a true `Origin`.
        let referrer = if name.starts_with("pages/form_post") {
            r#"<meta name="referrer" content="origin">"#
        } else {
            r#"<meta name="referrer" content="same-origin">"#
        };
        assert!(html.contains(referrer), "{name}");
        assert!(
            html.contains(r#"<meta name="robots" content="noindex">"#),
            "{name}"
        );
        assert!(
            html.contains(r#"<meta name="color-scheme" content="light dark">"#),
            "{name}"
        );
    }
}

#[test]
fn every_page_and_its_files_weigh_less_than_forty_kilobytes() {
    let (pages, rendered) = every_page();
    let assets: usize = pages
        .asset_names()
        .iter()
        .map(|name| pages.asset(name).unwrap().body.len())
        .sum();
    for Rendered { name, html } in rendered {
        assert!(
            html.len() + assets < HEAVIEST,
            "{name}: {} + {assets}",
            html.len()
        );
    }
}

#[test]
fn every_file_a_page_asks_for_is_there() {
    let (pages, rendered) = every_page();
    for Rendered { name, html } in rendered {
        let page = Html::parse_document(&html);
        let elements = select(&page, "link[href], script[src]");
        let script = usize::from(!name.starts_with("pages/form_post"));
        assert!(elements.len() >= 2 + script, "{name}");
        for element in elements {
            let address = element.attr("href").or(element.attr("src")).unwrap();
            let file = address.strip_prefix("/auth/static/").unwrap();
            assert!(pages.asset(file).is_some(), "{name}: {file}");
        }
    }
}

#[test]
fn every_label_and_every_description_leads_to_its_field() {
    for Rendered { name, html } in every_page().1 {
        let page = Html::parse_document(&html);
        for label in select(&page, "label") {
            let field = label.attr("for").unwrap();
            assert_eq!(select(&page, &format!("input#{field}")).len(), 1, "{name}");
        }
        for field in select(&page, "[aria-describedby]") {
            for id in field.attr("aria-describedby").unwrap().split_whitespace() {
                assert_eq!(select(&page, &format!("#{id}")).len(), 1, "{name}: {id}");
            }
        }
        assert_eq!(
            select(&page, ".error").len(),
            select(&page, "[aria-invalid=true]").len(),
            "{name}"
        );
        for error in select(&page, ".error") {
            let id = error.attr("id").unwrap();
            assert_eq!(
                select(&page, &format!("input[aria-describedby~={id}]")).len(),
                1,
                "{name}"
            );
        }
    }
}

#[test]
fn every_form_posts_and_carries_its_tokens() {
    for Rendered { name, html } in every_page().1 {
        let page = Html::parse_document(&html);
        for form in page.select(&Selector::parse("form").unwrap()) {
            assert_eq!(form.value().attr("method"), Some("post"), "{name}");
            assert!(form.value().attr("action").is_some(), "{name}");
            let csrf = Selector::parse("input[type=hidden][name=csrf]").unwrap();
            // A form that leaves for the application must not carry what counts for us.
            let ours = usize::from(!name.starts_with("pages/form_post"));
            assert_eq!(form.select(&csrf).count(), ours, "{name}");
        }
    }
}

#[test]
fn the_language_switch_leads_back_to_the_same_page() {
    let pages = Pages::load().unwrap();
    let branding = Branding::default();
    for (here, expected) in [
        (
            "/auth/sign-in?flow=a&b=c",
            "/auth/sign-in?flow=a&b=c&lang=fr",
        ),
        (
            "/auth/oidc/session/end/success",
            "/auth/oidc/session/end/success?lang=fr",
        ),
    ] {
        let frame = Frame {
            here,
            ..kit::frame(Locale::ENGLISH, &branding)
        };
        let page = sign_in_ui::page::SignedOut {
            continue_href: None,
            frames: Vec::new(),
            moves_on: false,
        };
        let html = Html::parse_document(&pages.render(&page, &frame).unwrap());
        let links = select(&html, ".foot-languages a");
        assert_eq!(links.len(), 1);
        assert_eq!(links[0].attr("href"), Some(expected));
    }
}

#[test]
fn a_page_outside_development_does_not_speak_of_the_mailbox() {
    let pages = Pages::load().unwrap();
    let branding = Branding::default();
    let page = sign_in_ui::page::StartAgain { restart_href: None };
    let development = kit::frame(Locale::ENGLISH, &branding);
    assert!(
        pages
            .render(&page, &development)
            .unwrap()
            .contains("/auth/dev/mailbox")
    );
    let serious = Frame {
        development: false,
        ..development
    };
    assert!(!pages.render(&page, &serious).unwrap().contains("mailbox\""));
}

/// Every page under this brand.
fn branded(branding: &Branding) -> Vec<Rendered> {
    let pages = Pages::load().unwrap();
    kit::all(&pages, &kit::frame(Locale::ENGLISH, branding), |sample| {
        sample
    })
}

#[test]
fn no_page_that_is_always_light_asks_what_the_browser_prefers() {
    let logo = |name: &str| Some(format!("https://acme.example/{name}.svg"));
    let branding = |may_be_dark| Branding {
        logo_url: logo("light"),
        dark_logo_url: logo("dark"),
        may_be_dark,
        ..Branding::default()
    };
    let either = ["prefers-color-scheme", "content=\"light dark\"", "dark.svg"];
    let meta = r#"<meta name="color-scheme" content="light">"#;
    for Rendered { name, html } in branded(&branding(false)) {
        assert!(html.contains(" data-theme=\"light\">"), "{name}");
        assert!(html.contains(meta), "{name}");
        for asked in either {
            assert!(!html.contains(asked), "{name}: {asked}");
        }
    }
    for Rendered { name, html } in branded(&branding(true)) {
        assert!(!html.contains("data-theme"), "{name}");
        assert!(!html.contains(meta), "{name}");
        // The mailbox has no logo.
        let shown = either.len() - usize::from(name.starts_with("pages/mailbox"));
        for asked in &either[..shown] {
            assert!(html.contains(asked), "{name}: {asked}");
        }
    }
}

#[test]
fn no_style_sheet_is_dark_below_a_page_that_is_always_light() {
    let rule = ":root:where(:not([data-theme=\"light\"])) {";
    let mut rules = 0;
    for (path, text) in kit::files("static") {
        if path.extension().is_none_or(|extension| extension != "css") {
            continue;
        }
        for dark in text.split("(prefers-color-scheme: dark) {").skip(1) {
            assert!(dark.trim_start().starts_with(rule), "{}", path.display());
            let (_, after) = dark.split_once('}').unwrap();
            assert!(after.starts_with("\n}"), "{}", path.display());
            rules += 1;
        }
    }
    assert_eq!(rules, 1);
}

#[test]
fn whoever_is_stuck_is_led_to_the_page_for_help_in_their_language() {
    let link = |words: &str| {
        format!(
            "<a href=\"https://acme.example/help?a=1&amp;b=%22\" target=\"_blank\" \
             rel=\"noopener\">{words}</a>"
        )
    };
    for email in [None, Some("help@acme.example".to_owned())] {
        let branding = Branding {
            support_email: email.clone(),
            support_url: Some(" https://acme.example/help?a=1&b=%22".to_owned()),
            ..Branding::default()
        };
        let stuck = ["pages/error", "pages/suspended", "pages/sign_out_refused"];
        for Rendered { name, html } in branded(&branding) {
            let is_stuck = stuck.iter().any(|page| name.starts_with(page));
            let words = if name.ends_with(" fr") {
                "Aide"
            } else {
                "Help"
            };
            assert_eq!(html.contains(&link(words)), is_stuck, "{name}");
            let is_written_to = html.contains("mailto:");
            assert_eq!(is_written_to, is_stuck && email.is_some(), "{name}");
        }
    }
    for Rendered { name, html } in branded(&Branding::default()) {
        for link in ["mailto:", ">Help</a>", ">Aide</a>"] {
            assert!(!html.contains(link), "{name}: {link}");
        }
    }
}
