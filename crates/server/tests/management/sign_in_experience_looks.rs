//! What the settings of `/api/sign-in-exp` make of the sign-in pages.

use serde_json::{Value, json};

use super::caller::{Api, done, managed};
use crate::kit::{World, on_both};

on_both! {
    pages_that_may_not_be_dark_are_light_from_the_change_on,
    the_page_for_help_is_linked_where_people_are_stuck,
}

const PATH: &str = "/sign-in-exp";

async fn change(api: &Api, body: Value) -> Value {
    done(&api.patch(PATH, body).await, 200)
}

async fn pages_that_may_not_be_dark_are_light_from_the_change_on(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let logos = json!({
        "logoUrl": "https://cdn.brand.example/logo.svg",
        "darkLogoUrl": "https://dark.brand.example/logo.svg",
    });
    for may_be_dark in [true, false, true] {
        let color = json!({
            "primaryColor": "#c0f", "isDarkModeEnabled": may_be_dark, "darkPrimaryColor": "#cc88ff",
        });
        let looks = json!({"color": color, "branding": logos});
        let kept = change(&api, looks.clone()).await;
        for member in ["color", "branding"] {
            assert_eq!(kept[member], looks[member], "{may_be_dark}");
        }
        let page = world.get("/unknown-session").await;
        for (said, is_said) in [
            ("--brand:#cc00ff", true),
            ("https://cdn.brand.example/logo.svg", true),
            (
                "<meta name=\"color-scheme\" content=\"light dark\">",
                may_be_dark,
            ),
            (
                "<source media=\"(prefers-color-scheme: dark)\"",
                may_be_dark,
            ),
            ("https://dark.brand.example/logo.svg", may_be_dark),
            ("@media (prefers-color-scheme:dark){", may_be_dark),
            ("--brand:#cc88ff", may_be_dark),
            (
                "<meta name=\"color-scheme\" content=\"light\">",
                !may_be_dark,
            ),
            (" data-theme=\"light\">", !may_be_dark),
        ] {
            let body = &page.body;
            assert_eq!(body.contains(said), is_said, "{may_be_dark}: {said} {body}");
        }
        // The colours are within the page, which nobody keeps; what it may load is what it shows.
        assert_eq!(page.header("cache-control"), Some("no-store"));
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains(" https://cdn.brand.example"), "{policy}");
        let names_dark = policy.contains("dark.brand.example");
        assert_eq!(names_dark, may_be_dark, "{policy}");
    }
}

async fn the_page_for_help_is_linked_where_people_are_stuck(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let stuck = async |language: &str| {
        let page = world.get(&format!("/no-such-page?lang={language}")).await;
        assert_eq!(page.status, 404);
        page.body
    };
    assert!(!stuck("en").await.contains("brand.example"));
    let help = "https://brand.example/help?a=1&b=\"><script>alert(1)</script>";
    let kept = change(&api, json!({"supportWebsiteUrl": help})).await;
    assert_eq!(kept["supportWebsiteUrl"], help);
    let address = "https://brand.example/help?a=1&amp;b=&quot;&gt;&lt;script&gt;alert(1)";
    for (language, words) in [("en", ">Help</a>"), ("fr", ">Aide</a>")] {
        let body = stuck(language).await;
        assert!(body.contains(&format!("<a href=\"{address}")), "{body}");
        assert!(body.contains(words), "{body}");
        assert!(
            !body.contains("<script>alert") && !body.contains("mailto:"),
            "{body}"
        );
    }
    change(&api, json!({"supportEmail": "help@brand.example"})).await;
    let both = stuck("en").await;
    assert!(
        both.contains(address) && both.contains("mailto:help@brand.example"),
        "{both}"
    );
    change(&api, json!({"supportWebsiteUrl": null})).await;
    let body = stuck("en").await;
    assert!(
        !body.contains("https://brand.example") && body.contains("mailto:"),
        "{body}"
    );
}
