//! A form with a password counts when it came from its own page, in the browser it was made for (T-41).

use super::people::{
    ADA, CODE_FIRST, PASSWORD, PASSWORD_FIRST, add, counted, filled, is_signed_in, provider,
    set_methods,
};
use crate::{
    kit::{Browser, Form, World, on_both},
    sign_in::steps::{at_code_page, link},
};

on_both! {
    t_41_a_password_of_a_forged_form_is_not_tried_on_either_page,
}

/// The page of the password alone, filled in.
async fn on_its_own_page(world: &World) -> (Browser, Form) {
    let (mut browser, page) = at_code_page(world, ADA).await;
    let asks = browser.get(&link(&page, "Use your password")).await;
    (browser, asks.form(0).with("password", PASSWORD))
}

async fn t_41_a_password_of_a_forged_form_is_not_tried_on_either_page(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    let both = filled(&world, ADA, PASSWORD).await;
    set_methods(&world, "SignInAndRegister", &[CODE_FIRST]).await;
    let alone = on_its_own_page(&world).await;
    let (_, foreign) = on_its_own_page(&world).await;
    for (mut browser, form) in [both, alone] {
        for (why, forged) in [
            ("no token", form.clone().without("csrf")),
            ("an empty token", form.clone().with("csrf", "")),
            (
                "another browser's token",
                form.clone().with("csrf", foreign.value("csrf")),
            ),
        ] {
            let answer = browser.submit(&forged).await;
            assert_eq!(answer.status, 403, "{why}: {}", answer.body);
        }
        assert!(!is_signed_in(&browser));
    }
    assert_eq!(world.app.hashing.computed(), 0);
    assert_eq!(counted(&world, "password").await, 0);
}
