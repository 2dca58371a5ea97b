//! The address of a request that was kept, verified again before it is answered.

use crate::{
    authorize::{
        callback::{Callback, CallbackError},
        request::AuthorizationRequest,
    },
    client::Client,
};

impl Callback {
    /// The address of a request that was checked before, compared with the client as it is now: an
    /// address that was taken from it in the meantime gets no answer any more, not even a refusal.
    ///
    /// # Errors
    /// [`CallbackError::DisabledClient`] and [`CallbackError::Mismatch`].
    pub fn again(request: &AuthorizationRequest, client: &Client) -> Result<Self, CallbackError> {
        let state = request.state.as_deref();
        let given = request.redirect_uri_given;
        let mode = request.response_mode;
        Self::kept(&request.redirect_uri, given, state, mode, client)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        authorize::{answer::Answer, request::tests::request},
        client::{ClientKind, tests::client},
        response_mode::ResponseMode,
    };

    #[test]
    fn an_address_that_was_taken_from_the_client_gets_no_answer_any_more() {
        let uris = ["https://rp.example/a", "https://rp.example/b"];
        let mut native = client(ClientKind::Traditional, &uris);
        let mut request = request("state=s&redirect_uri=https://rp.example/cb");
        request.redirect_uri = uris[0].to_owned();
        let callback = Callback::again(&request, &native).unwrap();
        assert_eq!(
            callback.success("c", "i"),
            Answer::Redirect("https://rp.example/a?code=c&state=s&iss=i".to_owned())
        );
        native.redirect_uris.remove(0);
        assert!(matches!(
            Callback::again(&request, &native),
            Err(CallbackError::Mismatch { .. })
        ));
        request.redirect_uri = uris[1].to_owned();
        assert!(Callback::again(&request, &native).is_ok());
        native.disabled = true;
        let refused = Callback::again(&request, &native);
        assert_eq!(refused, Err(CallbackError::DisabledClient));
    }

    #[test]
    fn a_mode_that_was_taken_from_the_client_is_not_used_any_more() {
        let mut web = client(ClientKind::Traditional, &["https://rp.example/cb"]);
        let request = request("response_mode=form_post");
        let answer = |client: &Client| {
            let callback = Callback::again(&request, client).unwrap();
            callback.success("c", "i")
        };
        assert!(matches!(answer(&web), Answer::FormPost(_)));
        assert_eq!(request.still_allowed(&web), Ok(()));
        web.response_modes = Some([ResponseMode::Query].into());
        assert!(matches!(answer(&web), Answer::Redirect(_)));
        assert!(request.still_allowed(&web).is_err());
    }
}
