"""All of Wix's packages, as attributes of a client. Written by tools/build_stubs.py."""

from __future__ import annotations

from typing import Generic, TypeVar

from wix_headless.client.packages import app_management as _app_management
from wix_headless.client.packages import atlas as _atlas
from wix_headless.client.packages import auth_management as _auth_management
from wix_headless.client.packages import automations as _automations
from wix_headless.client.packages import benefit_programs as _benefit_programs
from wix_headless.client.packages import blog as _blog
from wix_headless.client.packages import bookings as _bookings
from wix_headless.client.packages import business_tools as _business_tools
from wix_headless.client.packages import categories as _categories
from wix_headless.client.packages import comments as _comments
from wix_headless.client.packages import crm as _crm
from wix_headless.client.packages import data as _data
from wix_headless.client.packages import ecom as _ecom
from wix_headless.client.packages import email_marketing as _email_marketing
from wix_headless.client.packages import email_subscriptions as _email_subscriptions
from wix_headless.client.packages import events as _events
from wix_headless.client.packages import faq as _faq
from wix_headless.client.packages import forms as _forms
from wix_headless.client.packages import groups as _groups
from wix_headless.client.packages import headless_site_assets as _headless_site_assets
from wix_headless.client.packages import identity as _identity
from wix_headless.client.packages import inbox as _inbox
from wix_headless.client.packages import loyalty as _loyalty
from wix_headless.client.packages import marketing as _marketing
from wix_headless.client.packages import media as _media
from wix_headless.client.packages import members as _members
from wix_headless.client.packages import multilingual as _multilingual
from wix_headless.client.packages import online_programs as _online_programs
from wix_headless.client.packages import payments as _payments
from wix_headless.client.packages import portfolio as _portfolio
from wix_headless.client.packages import pricing_plans as _pricing_plans
from wix_headless.client.packages import redirects as _redirects
from wix_headless.client.packages import restaurants as _restaurants
from wix_headless.client.packages import reviews as _reviews
from wix_headless.client.packages import secrets as _secrets
from wix_headless.client.packages import seo as _seo
from wix_headless.client.packages import stores as _stores
from wix_headless.client.packages import table_reservations as _table_reservations

R = TypeVar("R")

class Packages(Generic[R]):
    app_management: _app_management.Package[R]
    atlas: _atlas.Package[R]
    auth_management: _auth_management.Package[R]
    automations: _automations.Package[R]
    benefit_programs: _benefit_programs.Package[R]
    blog: _blog.Package[R]
    bookings: _bookings.Package[R]
    business_tools: _business_tools.Package[R]
    categories: _categories.Package[R]
    comments: _comments.Package[R]
    crm: _crm.Package[R]
    data: _data.Package[R]
    ecom: _ecom.Package[R]
    email_marketing: _email_marketing.Package[R]
    email_subscriptions: _email_subscriptions.Package[R]
    events: _events.Package[R]
    faq: _faq.Package[R]
    forms: _forms.Package[R]
    groups: _groups.Package[R]
    headless_site_assets: _headless_site_assets.Package[R]
    identity: _identity.Package[R]
    inbox: _inbox.Package[R]
    loyalty: _loyalty.Package[R]
    marketing: _marketing.Package[R]
    media: _media.Package[R]
    members: _members.Package[R]
    multilingual: _multilingual.Package[R]
    online_programs: _online_programs.Package[R]
    payments: _payments.Package[R]
    portfolio: _portfolio.Package[R]
    pricing_plans: _pricing_plans.Package[R]
    redirects: _redirects.Package[R]
    restaurants: _restaurants.Package[R]
    reviews: _reviews.Package[R]
    secrets: _secrets.Package[R]
    seo: _seo.Package[R]
    stores: _stores.Package[R]
    table_reservations: _table_reservations.Package[R]
