// The app of the Go guide, on github.com/logto-io/go v1.0.6 unmodified. /refresh is ours.
package main

import (
	"io"
	"net/http"
	"os"

	"github.com/gin-contrib/sessions"
	"github.com/gin-contrib/sessions/memstore"
	"github.com/gin-gonic/gin"
	"github.com/logto-io/go/client"
)

func main() {
	home := "http://localhost:" + os.Getenv("PORT")
	logtoConfig := &client.LogtoConfig{
		Endpoint:  os.Getenv("ENDPOINT"),
		AppId:     os.Getenv("APP_ID"),
		AppSecret: os.Getenv("APP_SECRET"),
	}
	gin.SetMode(gin.ReleaseMode)
	gin.DefaultWriter = io.Discard // it would print the callback's code
	router := gin.Default()
	store := memstore.NewStore([]byte("your session secret"))
	router.Use(sessions.Sessions("logto-session", store))

	logto := func(ctx *gin.Context) *client.LogtoClient {
		session := sessions.Default(ctx)
		return client.NewLogtoClient(logtoConfig, &SessionStorage{session: session})
	}

	router.GET("/", func(ctx *gin.Context) {
		authState := "You are not logged in to this website. :("
		if logto(ctx).IsAuthenticated() {
			authState = "You are logged in to this website! :)"
		}
		homePage := `<h1>Hello Logto</h1>` +
			"<div>" + authState + "</div>" +
			`<div><a href="/sign-in">Sign In</a></div>` +
			`<div><a href="/sign-out">Sign Out</a></div>`
		ctx.Data(http.StatusOK, "text/html; charset=utf-8", []byte(homePage))
	})

	router.GET("/sign-in", func(ctx *gin.Context) {
		signInUri, err := logto(ctx).SignIn(home + "/callback")
		if err != nil {
			ctx.String(http.StatusInternalServerError, err.Error())
			return
		}
		ctx.Redirect(http.StatusTemporaryRedirect, signInUri)
	})

	router.GET("/callback", func(ctx *gin.Context) {
		err := logto(ctx).HandleSignInCallback(ctx.Request)
		if err != nil {
			ctx.String(http.StatusInternalServerError, err.Error())
			return
		}
		ctx.Redirect(http.StatusTemporaryRedirect, "/")
	})

	router.GET("/sign-out", func(ctx *gin.Context) {
		signOutUri, signOutErr := logto(ctx).SignOut(home)
		if signOutErr != nil {
			ctx.String(http.StatusOK, signOutErr.Error())
			return
		}
		ctx.Redirect(http.StatusTemporaryRedirect, signOutUri)
	})

	router.GET("/refresh", func(ctx *gin.Context) { refresh(ctx, logto) })

	if err := router.Run("localhost:" + os.Getenv("PORT")); err != nil {
		os.Exit(1)
	}
}

// refresh forgets the access token, so that the SDK gets a new one, and tells what changed.
func refresh(ctx *gin.Context, logto func(*gin.Context) *client.LogtoClient) {
	before, _ := logto(ctx).GetAccessToken("")
	storage := &SessionStorage{session: sessions.Default(ctx)}
	storage.SetItem(client.StorageKeyAccessTokenMap, "")
	now := logto(ctx)
	after, err := now.GetAccessToken("")
	if err != nil {
		ctx.String(http.StatusInternalServerError, err.Error())
		return
	}
	info, err := now.FetchUserInfo()
	if err != nil {
		ctx.String(http.StatusInternalServerError, err.Error())
		return
	}
	ctx.JSON(http.StatusOK, gin.H{
		"changed": before.Token != after.Token,
		"kept":    now.GetRefreshToken() != "",
		"sub":     info.Sub,
	})
}
