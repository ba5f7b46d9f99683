/* Licences: /explorer/LICENSES.txt */
import{a}from"./chunk-TWWHGDVO.js";import"./chunk-Y7YN6IOF.js";import"./chunk-LCRN65YO.js";import"./chunk-UMOPM3VU.js";import"./chunk-G5XQQLQN.js";import"./chunk-K3A7AWWT.js";export{a as initialize};
